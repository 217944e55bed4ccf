"""The page Crops on a real site with two drawn photos: layouts, a point by hand, HTML, templates, many photos."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from core import analyze, crops, jobs, search
from core.jobs.board import open_board
from core.nouns.source import Source
from core.words.markdown import plain
from pages.ui import draw, state
from tests.crops.small_site import Photos, small_site
from tests.pages.made_up_site import html, page

PAGE = "pages/crops.py"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory):
    with small_site(tmp_path_factory.mktemp("page")) as opened:
        yield opened


@pytest.fixture
def photos(drawn: Photos, monkeypatch: pytest.MonkeyPatch) -> Photos:
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(state, "open_site", lambda settings: drawn.site)
    return drawn


def words(test) -> str:
    parts = [item.value for kind in ("markdown", "caption", "warning", "success") for item in getattr(test, kind)]
    return "\n".join([*parts, html(test)])


def test_without_photos_a_sample_is_offered(photos: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = photos.site.store.analysis(photos.portrait)
    monkeypatch.setattr(analyze, "analyze_now", lambda site, source: analysis)
    monkeypatch.setattr("core.demo.shop_photos", lambda site: [Source("a.jpg")])
    test = page(PAGE)
    assert not test.exception and "No photo was analyzed" in words(test)
    assert not page(PAGE, find="dress").exception
    test.button(key="sample").click().run()
    assert not test.exception and test.query_params["picture"] == photos.portrait
    assert "Face inside" in words(test)


def test_every_layout_of_a_photo(photos: Photos) -> None:
    test = page(PAGE, picture=photos.portrait)
    assert not test.exception and words(test).count("Face inside") == 5, words(test)
    assert all(f"**{plain(aspect)}**" in words(test) for aspect in crops.ASPECTS)
    test.selectbox(key="template").select("instagram_story").run()
    assert plain("9:16") in words(test) and "Face inside" not in words(test).replace("Face and product inside", "")
    unknown = page(PAGE, picture="f" * 64)
    assert not unknown.exception and "not analyzed here" in words(unknown)


def marked(monkeypatch: pytest.MonkeyPatch, *box: float) -> None:
    """The editor's answer: this box was drawn."""
    change = {"id": str(box), "name": "one", "was": None, "now": list(box)}
    monkeypatch.setattr(draw, "_editor", lambda **what: change)


def test_what_does_not_fit_is_said(photos: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(monkeypatch, 0, 0, 400, 400)
    test = page(PAGE, picture=photos.packshot, view="point")
    assert not test.exception and "what you marked takes 400 × 400" in words(test)
    test.button(key="back").click().run()
    assert crops.own_poi(photos.site, photos.packshot) is None and not test.warning


def test_a_point_by_hand_is_remembered(photos: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(monkeypatch, 400, 1080, 400, 1080)
    test = page(PAGE, picture=photos.portrait, view="point")
    assert not test.exception and crops.own_poi(photos.site, photos.portrait) == (0.5, 0.9, 0.5, 0.9)
    test.button(key="back").click().run()
    assert crops.own_poi(photos.site, photos.portrait) is None


def test_html_and_other_services(photos: Photos) -> None:
    test = page(PAGE, picture=photos.portrait, view="page")
    assert not test.exception and "/img/" in test.code[0].value and test.code[0].value.count("<source") == 4
    test.text_input(key="layout-1024").set_value("wide").run()
    assert "An aspect is" in words(test)
    services = page(PAGE, picture=photos.portrait, view="services")
    assert not services.exception and any("scaleFit=poi" in item.value for item in services.code)


def test_a_template_is_changed_with_its_effect_seen(photos: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "sample", lambda site, most: ([photos.portrait, photos.packshot], 2))
    test = page(PAGE, view="templates")
    assert not test.exception and test.button(key="save").disabled
    test.text_input(key="aspect-facePOI-0").set_value("16:9").run()
    assert not test.exception and "moves the crops of 2 of all 2 photos of the catalog" in words(test)
    test.button(key="save").click().run()
    assert not test.exception and crops.template(photos.site, "facePOI").version == 1


def test_many_photos(photos: Photos) -> None:
    job_id = crops.start_crops(photos.site, ("aspect=1:1",), pictures=[photos.portrait], rescore=False)
    assert photos.site.part(open_board).wait(job_id, 120).state == "done"
    test = page(PAGE, job=job_id)
    assert not test.exception and "1 crop made, 0 not: finished" in words(test), words(test)
    empty = page(PAGE, view="many")
    assert not empty.exception and "Analyze photos or audit a shop first" in words(empty)
    assert [job.job_id for job in jobs.list_jobs(photos.site, "crop")] == [job_id]


def test_the_page_is_short() -> None:
    assert len(Path(PAGE).read_text("utf-8").splitlines()) <= 80
