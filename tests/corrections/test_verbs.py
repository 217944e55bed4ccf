"""What people say of a photo counts, is kept with what stood there before, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import corrections
from core.errors import Misuse, NotFound
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import FIRST, SECOND, with_photos


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield with_photos(opened)


def test_the_latest_word_counts_and_every_one_is_kept_with_who_and_which_model(site: Site) -> None:
    corrections.correct(site, FIRST, "label", "other", author=" Ada ")
    corrections.correct(site, FIRST, "label", "home_decor", author="Bob")
    corrections.correct(site, FIRST, "kind", "product_only")
    assert corrections.counted(site, FIRST) == {"label": "home_decor", "kind": "product_only"}
    assert corrections.counted(site, SECOND) == {}
    assert [(word.name, word.before, word.value, word.author, word.model)
            for word in corrections.history(site, FIRST)] == [
        ("kind", "model_face", "product_only", "", "f, p"), ("label", "other", "home_decor", "Bob", "i"),
        ("label", "apparel", "other", "Ada", "i")]
    assert site.store.analysis(FIRST).intent.shopping.top == "apparel", "the model's own verdict stays"


def test_a_correction_is_taken_back_and_the_model_confirmed(site: Site) -> None:
    corrections.correct(site, FIRST, "sensitive", "yes")
    corrections.correct(site, FIRST, "sensitive", "model")
    assert corrections.counted(site, FIRST) == {}
    (confirmed, *rest) = corrections.correct(site, FIRST, "sensitive", "no")
    assert (confirmed.before, confirmed.value) == ("no", "no") and len(rest) == 2
    assert corrections.counted(site, FIRST) == {"sensitive": "no"}


def test_what_counts_already_adds_no_row(site: Site) -> None:
    corrections.correct(site, FIRST, "label", "model")
    corrections.correct(site, FIRST, "label", "other")
    corrections.correct(site, FIRST, "label", "other", author="Bob")
    assert len(corrections.every(site)) == 1 and corrections.every(site, "kind") == []


def test_strange_words_are_refused(site: Site) -> None:
    for name, value in (("label", "shoes"), ("label", ""), ("role", "banner"), ("", "other"), ("sensitive", "True")):
        with pytest.raises(Misuse):
            corrections.correct(site, FIRST, name, value)
    with pytest.raises(NotFound, match="not analyzed here"):
        corrections.correct(site, "3" * 64, "label", "other")
    with pytest.raises(Misuse):
        corrections.every(site, "role")
    assert corrections.every(site) == []
