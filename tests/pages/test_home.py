"""The first page in all its states: before the demo, while it runs, finished, failed, and in a broken set-up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import demo
from core.errors import ModelMissing, NotFound, WorkFailed
from core.settings import ROOT
from pages.ui import state
from tests.made_up import made_up_analysis
from tests.pages.made_up_site import Site, html, open_site, page, picture

ANALYZED = replace(made_up_analysis("pictures/dress.jpg", "worn_no_face"), picture_id="d" * 64)
HIGHLIGHTS = demo.Highlights(
    analyzed=44, failed=2, shoppable=40, kinds={"model_face": 2, "worn_no_face": 25, "product_only": 17},
    photos=(demo.DemoPhoto("photo-1.jpg", ANALYZED),), findings_total=12,
    findings=(demo.ShopFinding("finding-1.jpg", "pictures/loafers.jpg", "Suede <loafers>", "category",
                               "Seen as another kind of product: apparel 1.00, sold as home and decor.", "apparel"),),
    broken=demo.RuleFinding("rules.jpg", "pictures/glasses.jpg", "Sunglasses", ("Amazon, main image", "eBay"),
                            "Amazon forbids added text. Here “SALE” was found."),
    effect=demo.SalesEffect("model_face", "product_only", "units", 14.69, 8.51, 21.21, "B", 41, 52))
DONE = demo.Demo("done", "a" * 16, "b" * 16, "c" * 16, fraction=1.0, highlights=HIGHLIGHTS)
RUNNING = demo.Demo("running", audit="b" * 16, done=31, total=46, fraction=0.6, seconds_left=7.6)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(demo, "highlight", lambda site, file: picture())
    return open_site(monkeypatch)


def home_with(patch: pytest.MonkeyPatch, now: demo.Demo | None) -> AppTest:
    """Home while the demo is in this state."""
    patch.setattr(demo, "find_demo", lambda site: now)
    test = page()
    assert not test.exception
    return test


def headings(test: AppTest) -> list[str]:
    return [heading.value for heading in test.subheader]


def links(test: AppTest) -> dict[str, str]:
    """Words of each link -> where it leads."""
    found = (part.proto for part in test.get("page_link"))
    return {link.label: f"{link.page}?{link.query_string}" for link in found}


def alts(test: AppTest) -> list[str]:
    """What each picture says to those who do not see it."""
    return [image.alt for part in test.get("image") for image in part.proto.imgs]


def test_before_the_demo_there_are_two_buttons_and_pictures(site: Site) -> None:
    home = page()
    assert not home.exception
    assert "shopping engine" in home.markdown[0].value
    assert [button.label for button in home.button] == ["Open the demo", "Analyze your photos"]
    assert "From the demo shop" in headings(home)
    pictures = len(home.get("image"))
    assert pictures == 8, "photos of the three types, one not shoppable, three findings, a broken rule"
    body = html(home)
    for word in ("Model with face", "Worn, no face", "Product only", "Shoppable", "No shopping intent", "Heatmap: ",
                 "Breaks marketplace rules"):
        assert word in body
    assert "All results" not in links(home), "samples lead nowhere"


def test_one_click_opens_the_demo_and_shows_its_progress(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(demo, "open_demo", lambda site: calls.append(site) or RUNNING)
    home = page()
    monkeypatch.setattr(demo, "find_demo", lambda site: RUNNING if calls else None)
    home.button(key="demo").click().run()
    assert not home.exception
    assert len(calls) == 1
    assert home.get("progress")[0].proto.text == "Checking the demo shop: 31 of 46 photos · about 8 s left"
    assert home.get("progress")[0].proto.value == 60
    assert [button.label for button in home.button] == ["Cancel"]
    assert len(home.get("image")) == 8, "pictures while it runs, too"


@pytest.mark.parametrize(("now", "said"), [
    (replace(RUNNING, done=0, total=0), "Starting the demo. The models take a few seconds to load the first time."),
    (replace(RUNNING, seconds_left=None), "Checking the demo shop: 31 of 46 photos"),
    (replace(RUNNING, step="analysis", seconds_left=2.0), "Analyzing the photos · about 2 s left"),
    (replace(RUNNING, step="study", seconds_left=None), "Estimating the effect on sales"),
    (replace(RUNNING, step="highlights", seconds_left=None), "Drawing the highlights"),
])
def test_each_step_has_its_words(site: Site, monkeypatch: pytest.MonkeyPatch, now: demo.Demo, said: str) -> None:
    assert home_with(monkeypatch, now).get("progress")[0].proto.text == said


def test_cancel_goes_back_to_the_start(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(demo, "cancel_demo", calls.append)
    home = home_with(monkeypatch, RUNNING)
    monkeypatch.setattr(demo, "find_demo", lambda site: None if calls else RUNNING)
    home.button(key="cancel_demo").click().run()
    assert len(calls) == 1
    assert home.button(key="demo").label == "Open the demo"


def test_a_finished_demo_shows_what_it_found_and_leads_to_its_pages(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_with(monkeypatch, DONE)
    assert headings(home)[:3] == [
        "40 of 44 photos are shoppable", "Fix these first: 12 photos that a shopping engine may misread",
        "What a photo is worth"]
    assert len(home.get("image")) == 3
    assert alts(home)[0] == "pictures/dress.jpg: Worn, no face, 0 faces and 1 person found; Shoppable (0.85)"
    body = html(home)
    for words in ("Worn, no face: 25", "apparel 1.00, sold as home and decor", "Suede &lt;loafers&gt;",
                  "The photo fails at: Amazon, eBay", "+14.7 %", "95 % interval +8.5 to +21.2 %", "Grade B",
                  "Simulated sales of 41 products over 52 weeks", "<strong>Unit sales</strong>"):
        assert words in body
    assert "<loafers>" not in body
    ways = links(home)
    assert ways["All results"].endswith("analyze?job=" + "a" * 16)
    assert ways["Audit report"].endswith("audits?job=" + "b" * 16)
    assert ways["Sales report"].endswith("sales?study=" + "c" * 16)
    assert [button.label for button in home.button] == ["Analyze your photos"]


def test_an_effect_below_zero_lies_left_of_the_line(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    effect = demo.SalesEffect("worn_no_face", "product_only", "revenue", -10.0, -20.0, 2.0, "C", 5, 8)
    body = html(home_with(monkeypatch, replace(DONE, highlights=replace(HIGHLIGHTS, effect=effect))))
    assert "\u221210.0 %" in body
    assert 'class="ml-span" style="left:0.0%;width:90.9%"' in body
    assert 'class="ml-zero" style="left:82.6%"' in body


def test_a_failed_demo_says_why_and_can_be_opened_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    error = WorkFailed("A worker process crashed <twice>.", "Open the demo again.")
    home = home_with(monkeypatch, demo.Demo("failed", error=error))
    assert "The demo did not finish" in html(home)
    assert "A worker process crashed &lt;twice&gt;." in html(home)
    assert home.button(key="demo").label == "Open the demo"
    assert len(home.get("image")) == 8


def test_a_picture_that_is_gone_costs_its_card_only(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(site: object, file: str) -> bytes:
        if file == "photo-1.jpg":
            raise NotFound("This picture of the demo is gone.", "Open the demo again.")
        return picture()

    monkeypatch.setattr(demo, "highlight", gone)
    home = home_with(monkeypatch, DONE)
    assert "This picture of the demo is gone." in html(home)
    assert len(home.get("image")) == 2


def test_own_photos_lead_to_the_picker(site: Site) -> None:
    home = page()
    home.button(key="own").click().run()
    assert home.title[0].value == "Analyze"
    assert "Start" in [button.label for button in home.button]


@pytest.mark.parametrize("name", ["analyze", "audits", "sales"])
def test_each_room_has_its_door(site: Site, name: str) -> None:
    assert links(page())[f"Open {name.capitalize()}"].startswith(name)


def test_a_missing_model_is_a_card_and_the_rest_of_the_page_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)

    def closed(settings: object) -> None:
        raise ModelMissing("There is no model intent.tflite.", "Run git lfs pull <now>.")

    monkeypatch.setattr(state, "open_site", closed)
    home = page()
    assert not home.exception
    assert "There is no model intent.tflite." in html(home)
    assert "Run git lfs pull &lt;now&gt;." in html(home)
    assert len(home.get("image")) == 8, "the sample pictures are still there"
    assert "How the photo type is determined" in headings(home)
    home.button(key="demo").click().run()
    assert not home.exception
    assert "There is no model intent.tflite." in html(home)


def test_only_pages_that_exist_are_in_the_menu() -> None:
    menu = (ROOT / "app.py").read_text(encoding="utf-8")
    for name in ("home", "analyze"):
        assert f"pages/{name}.py" in menu
    assert menu.count("st.Page(") == len(list((ROOT / "pages").glob("*.py")))


def test_a_page_that_is_run_without_the_menu_opens_the_menu_first(monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(monkeypatch)
    monkeypatch.chdir(ROOT)
    menu_ran: list[str] = []
    monkeypatch.setattr("runpy.run_path", lambda path, run_name: menu_ran.append(path))
    alone = AppTest.from_file(str(ROOT / "pages" / "analyze.py"), default_timeout=60).run()
    assert not alone.exception
    assert menu_ran == [str(ROOT / "app.py")]
