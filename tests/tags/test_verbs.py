"""What people say of tags counts, with its history; unknown words are a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core import tags
from core.catalog.results import enter_facts, insert
from core.catalog.tables import facts
from core.errors import Misuse, NotFound
from core.nouns.fact import Fact
from core.nouns.job import PictureResult
from core.settings import Settings
from core.site import Site
from tests.made_up import made_up_analysis

ID = "a" * 64
FACTS = (Fact("tag", "fashion", 0.99, "m"), Fact("tag", "shoes", 0.9, "m"), Fact("tag", "sandal", 0.8, "m"),
         Fact("gender", "men", 0.9, "m"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        analysis = replace(made_up_analysis(), picture_id=ID, facts=FACTS, fact_names=("tag", "gender"))
        with opened.store.writing() as connection:
            insert(connection, {(ID, "m", "1"): PictureResult(analysis)})
            enter_facts(connection, [PictureResult(analysis)])
        yield opened


def shown(site: Site) -> set[tuple[str, str]]:
    analysis = replace(made_up_analysis(), picture_id=ID, facts=FACTS)
    return {(fact.name, fact.value) for fact in tags.tags_of(site, analysis).facts}


def test_a_refused_tag_goes_with_what_is_below_it(site: Site) -> None:
    tags.judge(site, ID, ("tag", "shoes"), False, author="Ada")
    assert shown(site) == {("tag", "fashion"), ("gender", "men")}
    tags.judge(site, ID, ("tag", "shoes"), None)
    assert ("tag", "sandal") in shown(site) and tags.judged(site, ID) == {}
    assert [word.author for word in tags.history(site, ID)] == ["", "Ada"], "what was said stays"


def test_an_added_tag_brings_its_parents_and_its_own_word(site: Site) -> None:
    tags.judge(site, ID, ("tag", "Trainer"), True)
    tags.judge(site, ID, ("gender", "ladies"), True)
    assert {("tag", "sneaker"), ("gender", "women")} <= shown(site)
    tags.judge(site, ID, ("gender", "women"), True)
    assert len(tags.history(site, ID)) == 2, "the same word again is no change"


def test_the_catalog_follows_what_people_say(site: Site) -> None:
    def stored() -> dict[str, float]:
        with site.store.reading() as connection:
            rows = connection.execute(select(facts.c.value, facts.c.score).where(facts.c.name == "tag"))
            return {row.value: row.score for row in rows}

    tags.judge(site, ID, ("tag", "sandal"), False)
    assert set(stored()) == {"fashion", "shoes"}
    tags.judge(site, ID, ("tag", "sandal"), None)
    tags.judge(site, ID, ("tag", "boot"), True)
    assert stored()["sandal"] == pytest.approx(0.8) and stored()["boot"] == 1
    tags.judge(site, ID, ("tag", "boot"), None)
    assert set(stored()) == {"fashion", "shoes", "sandal"}


@pytest.mark.parametrize("fact, words", [
    (("tag", "unicorn"), "no tag 'unicorn'"), (("season", "summer"), "A tag is about"),
    (("gender", "elf"), "no gender 'elf'")])
def test_unknown_words_are_refused(site: Site, fact: tuple[str, str], words: str) -> None:
    with pytest.raises(Misuse, match=words):
        tags.judge(site, ID, fact, True)
    with pytest.raises(NotFound):
        tags.judge(site, "b" * 64, ("tag", "sandal"), True)
