"""The page Tags on a site with made-up tags: cards, one photo with its rows, what people say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import streamlit as st

from core import analyze, tags
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.nouns.failure import Failure
from core.site import Site
from core.words.markdown import plain
from pages.ui import state
from tests.crops.small_site import Photos, small_site
from tests.pages.made_up_site import MadeUpJob, html, page

PAGE = "pages/tags.py"
FACTS = (Fact("tag", "fashion", 0.99, "m"), Fact("tag", "shoes", 0.9, "m"), Fact("tag", "sandal", 0.8, "m"),
         Fact("gender", "women", 0.9, "m"), Fact("color", "red", 0.7, "c"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Photos]:
    with small_site(tmp_path_factory.mktemp("page")) as opened:
        yield opened


@pytest.fixture
def site(drawn: Photos, monkeypatch: pytest.MonkeyPatch) -> Site:
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(state, "open_site", lambda settings: drawn.site)
    bare = drawn.site.store.analysis(drawn.packshot)
    made = replace(bare, facts=FACTS, models=bare.models | {"tags": "m", "colors": "c"})
    analysis = Analysis.from_dict(made.to_dict())  # as the database gives it back
    monkeypatch.setattr(analyze, "analysis_of", lambda site, picture_id: analysis)
    monkeypatch.setattr("core.tags.verbs.analyze.analysis_of", lambda site, picture_id: analysis)
    return drawn.site


def words(test) -> str:
    parts = [item.value for kind in ("markdown", "caption", "code") for item in getattr(test, kind)]
    return "\n".join([*parts, html(test)])


def test_the_choice_offers_the_demo(site: Site) -> None:
    test = page(PAGE)
    assert not test.exception and test.button(key="tag-demo")


def test_a_job_has_a_card_for_each_photo(site: Site, drawn: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Failure("a.txt", "NotAPicture", "This is no photo.", "Send a photo.")
    job = MadeUpJob([analyze.analysis_of(site, drawn.packshot), broken])
    monkeypatch.setattr(analyze, "find", lambda site, job_id: job.job)
    monkeypatch.setattr(analyze, "in_order", lambda site, job_id: iter(job.results))
    test = page(PAGE, job=job.job_id)
    assert not test.exception and "1 of 2 photos with a tag that is sure enough" in words(test)
    assert "sandal 0.80" in words(test) and "Women's red sandal" in words(test)
    assert [item.value for item in test.warning] == [plain("a.txt: This is no photo. Send a photo.")]
    job.state = "running"
    assert not page(PAGE, job=job.job_id).exception


def test_one_photo_is_corrected(site: Site, drawn: Photos) -> None:
    test = page(PAGE, picture=drawn.packshot)
    assert not test.exception and "Tag: sandal" in words(test) and "Women's red sandal" in words(test)
    test.button(key="wrong-tag-sandal").click().run()
    assert not test.exception and "Women's red shoes" in words(test) and "sandal is wrong" in words(test)
    test.button(key="back-tag-sandal").click().run()
    assert "Women's red sandal" in words(test) and len(tags.history(site, drawn.packshot)) == 2


def test_each_product_has_its_box_and_its_tag(site: Site, drawn: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = analyze.analysis_of(site, drawn.packshot)
    assert page(PAGE, picture=drawn.packshot).button(key="tag-items"), "a button looks for several products"
    width, height = bare.size_wh
    item = Fact("item", "sneaker", 0.91, "m", (width / 4, height / 2, width / 2, height))
    made = replace(bare, facts=(*FACTS, item, Fact("item", "shoes", 0.95, "m")), models=bare.models | {"items": "m"})
    monkeypatch.setattr(analyze, "analysis_of", lambda site, picture_id: made)
    monkeypatch.setattr("core.tags.verbs.analyze.analysis_of", lambda site, picture_id: made)
    test = page(PAGE, picture=drawn.packshot)
    assert not test.exception and "1 sneaker 0.91" in words(test)
    assert 'style="left:25.0%;top:50.0%;width:25.0%;height:50.0%"' in words(test)
    assert "Women's red sandal" in words(test), "the listing is of the main product"
    job = MadeUpJob([made])
    monkeypatch.setattr(analyze, "find", lambda site, job_id: job.job)
    monkeypatch.setattr(analyze, "in_order", lambda site, job_id: iter(job.results))
    assert "a tag that is sure enough; 1 product found in them." in words(page(PAGE, job=job.job_id))
    tags.judge(site, drawn.packshot, ("tag", "sneaker"), False)
    assert "1 sneaker 0.91" not in words(page(PAGE, picture=drawn.packshot)), "what people refuse is no item either"
    tags.judge(site, drawn.packshot, ("tag", "sneaker"), None)


def test_without_tags_a_button_makes_them(site: Site, drawn: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(site.store.analysis(drawn.packshot), facts=())
    monkeypatch.setattr(analyze, "analysis_of", lambda site, picture_id: bare)
    test = page(PAGE, picture=drawn.packshot)
    assert not test.exception and test.button(key="tag-this")
