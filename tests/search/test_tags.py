"""Tags of people: given to many at once, searched, counted, kept with their history, and safe from stages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import search
from core.catalog.results import BY_PEOPLE
from core.errors import Misuse
from core.nouns.fact import Fact
from core.site import Site
from tests.catalog.test_store import audit, candidate, judged
from tests.search.made_up_catalog import picture_id


def facet(site: Site, query: str = "") -> dict[str, int]:
    return next((one.counts for one in search.search(site, query).facets if one.field == "tag"), {})


def test_tags_are_found_counted_and_kept_with_their_history(site: Site) -> None:
    reds = search.picture_ids(site, "color:red")
    assert search.tag(site, [*reds, "f" * 64], add=["Summer  Sale", "hero"], author=" Ada ") == len(reds) == 8
    assert search.tag(site, reds, add=["hero"]) == 0, "they have it already"
    assert search.search(site, 'tag:"summer sale"').total == 8 and facet(site) == {"hero": 8, "summer sale": 8}
    assert search.tag(site, reds[:3], add=["new"], remove=["hero"]) == 3
    assert search.search(site, "tag:hero").total == 5 and search.search(site, "tag:any -tag:hero").total == 3
    assert search.search(site, "hero").total == 5, "the full text knows them too"
    assert search.read_phrase(site, "summer sale photos").query == 'tag:"summer sale"'
    steps = search.tag_history(site, reds[0])
    assert [(step.before, step.now, step.author) for step in steps] == [
        (("hero", "summer sale"), ("new", "summer sale"), ""), ((), ("hero", "summer sale"), "Ada")]
    assert search.tags_of(site, reds[0]) == ("new", "summer sale")
    tagged = next(search.hits(site, [reds[0]]))
    assert [fact for fact in tagged.facts if fact.name == "tag"][0] == Fact("tag", "new", 1.0, BY_PEOPLE)


def test_no_stage_takes_them_away(site: Site) -> None:
    search.tag(site, [picture_id(1)], add=["hero"])
    seen = replace(judged(1).analysis, facts=(Fact("tag", "hero", 0.4, "tags_1"), Fact("tag", "shoe", 0.9, "tags_1")),
                   fact_names=("tag",))
    audit(site.store, "https://shop.example/later", {candidate(1): replace(judged(1), analysis=seen)})
    assert search.tags_of(site, picture_id(1)) == ("hero",)
    assert facet(site) == {"hero": 1, "shoe": 1}, "what a stage says stands beside it"
    assert search.tag(site, [picture_id(1)], remove=["shoe"]) == 0, "a stage's word is not theirs to take away"


@pytest.mark.parametrize("add, remove, words", [
    (["a,b"], [], "cannot be a tag"), ([""], [], "1 to 60 letters"), (["x" * 61], [], "not 61"), (["any"], [], "query"),
    ([], [], "No tag was named"), (["hero"], ["Hero"], "at once"),
    ([f"t{n}" for n in range(51)], [], "at most 50 tags"),
])
def test_what_cannot_be_kept_is_said_and_nothing_changes(site: Site, add, remove, words) -> None:
    with pytest.raises(Misuse, match=words):
        search.tag(site, [picture_id(1)], add=add, remove=remove)
    assert search.tag_history(site, picture_id(1)) == []
    with pytest.raises(Misuse, match="No picture is selected"):
        search.tag(site, [], add=["hero"])
