"""What a merchandiser does, in a real browser with the real models: upload, read, unfold, filter, download, reload."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
CARDS = "[class*='st-key-card-']"


@pytest.fixture(scope="module")
def files(photos: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two photos and one file that only claims to be one."""
    broken = tmp_path_factory.mktemp("uploads") / "=broken.jpg"
    broken.write_bytes(b"<html>this is no picture</html>")
    return [str(photos["bus"]), str(photos["zidane"]), str(broken)]


@pytest.fixture(scope="module")
def judged(window: Any, files: list[str]) -> str:
    """Address of the results of `files`, uploaded through the page once for all tests."""
    page = window.new_page()
    page.goto("/")
    page.get_by_role("button", name="Analyze your photos").click()
    page.locator("input[type=file]").first.set_input_files(files)
    page.get_by_text("3 photos ready").wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_text("1 could not be read").wait_for()
    page.get_by_role("button", name="Cancel").wait_for(state="detached")
    address = page.url
    page.close()
    return address


def opened(tab: Any, judged: str) -> Any:
    """The results, opened from their address alone."""
    tab.goto(judged)
    tab.locator(CARDS).nth(2).wait_for()
    return tab


def middle_at_rest(tab: Any, part: Any) -> tuple[float, float]:
    """Where the middle of a part of the page is once the page no longer moves."""
    part.wait_for()
    before, box = None, part.bounding_box()
    while box != before:
        tab.wait_for_timeout(1000)
        before, box = box, part.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_cards_and_a_red_one_in_the_order_of_the_upload(tab: Any, judged: str) -> None:
    cards = opened(tab, judged).locator(CARDS)
    names = [cards.nth(n).locator(".ml-file").inner_text() for n in range(cards.count())]
    assert names == ["bus.jpg", "zidane.jpg", "=broken.jpg"]
    assert "Could not be analyzed" in cards.nth(2).inner_text()
    assert cards.nth(0).locator("img").get_attribute("alt").startswith("bus.jpg: ")
    assert "Model with face" in cards.nth(1).inner_text()
    for n in (0, 1):
        assert cards.nth(n).locator(".ml-bar").count() == 6, "shoppable, four labels, sensitive"
        assert cards.nth(n).locator("img").evaluate("image => image.naturalWidth") > 100


def test_why_shows_overlay_flowchart_and_numbers(tab: Any, judged: str) -> None:
    card = opened(tab, judged).locator(CARDS).nth(1)
    card.locator("summary", has_text="Why").click()
    overlay = card.locator("img[alt^='Heatmap on the photo']")
    overlay.wait_for()
    assert overlay.evaluate("image => image.naturalWidth") > 100
    card.get_by_role("tab", name="Photo type").click()
    lit = card.locator(".ml-flow .ml-lit.ml-end")
    lit.wait_for()
    assert lit.inner_text() == "Model with face"
    card.get_by_role("tab", name="Numbers").click()
    card.get_by_text(re.compile("^[0-9a-f]{64}$")).wait_for()


def test_a_click_into_the_chart_filters_the_cards(tab: Any, judged: str) -> None:
    opened(tab, judged)
    bar = tab.locator(".js-plotly-plot .barlayer .point path").first
    x, y = middle_at_rest(tab, bar)
    tab.mouse.click(x, y)
    tab.get_by_text(re.compile("^Showing: .* × .*, . photo")).wait_for()
    tab.wait_for_url(re.compile("show="))
    expect = pytest.importorskip("playwright.sync_api").expect
    expect(tab.locator(CARDS).filter(has_text="=broken.jpg")).to_have_count(0)
    tab.get_by_role("button", name="Show all").click()
    expect(tab.locator(CARDS)).to_have_count(3)
    expect(tab).not_to_have_url(re.compile("show="))
    expect(tab.get_by_role("button", name="Show all")).to_have_count(0)


def test_the_table_has_a_row_for_each_photo_and_runs_no_formula(tab: Any, judged: str) -> None:
    opened(tab, judged)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Results (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [row["uri"] for row in rows] == ["bus.jpg", "zidane.jpg", "'=broken.jpg"]
    assert rows[1]["kind"] == "model_face"
    assert rows[2]["error"] == "NotAPicture"
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Results (JSON)").click()
    assert len(json.loads(Path(download.value.path()).read_text("utf-8"))) == 3


def test_one_click_analyzes_the_demo_shop(tab: Any) -> None:
    """Also draws the README's picture: MERCHLENS_README_PICTURE=docs/images/analyze.png pytest tests/browser"""
    playwright = pytest.importorskip("playwright.sync_api")
    tab.goto("/analyze")
    tab.get_by_role("button", name="Analyze the demo shop").click()
    tab.get_by_text(re.compile("^[0-9]+ of 46 photos (is|are) seen as shoppable")).wait_for()
    tab.get_by_role("button", name="Cancel").wait_for(state="detached")
    cards = tab.locator(CARDS)
    playwright.expect(cards.locator(".ml-verdict")).to_have_count(12, timeout=120_000)
    assert tab.locator(".ml-error").count() == 0
    if wanted := os.environ.get("MERCHLENS_README_PICTURE"):
        tab.set_viewport_size({"width": 1440, "height": 1340})
        tab.wait_for_timeout(5000)
        picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
        picture.quantize(256, kmeans=2, dither=Image.Dither.FLOYDSTEINBERG).save(wanted, optimize=True)
        assert Path(wanted).stat().st_size <= 400_000


def test_a_reload_loses_nothing(tab: Any, judged: str) -> None:
    opened(tab, judged).reload()
    tab.locator(CARDS).nth(2).wait_for()
    assert tab.get_by_text("1 could not be read").is_visible()


def test_a_deep_link_works_and_has_the_menu(tab: Any) -> None:
    tab.goto("/analyze")
    tab.get_by_role("button", name="Start", exact=True).wait_for()
    assert tab.get_by_role("link", name="Home").first.is_visible()


def test_an_address_without_results_is_said_in_words(tab: Any) -> None:
    tab.goto("/analyze?batch=0000000000000000")
    tab.locator(".ml-error").wait_for()
    tab.get_by_role("button", name="Start", exact=True).wait_for()


def test_usable_by_keyboard_and_at_800_pixels(tab: Any, judged: str) -> None:
    tab.set_viewport_size({"width": 800, "height": 900})
    opened(tab, judged)
    wide = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 800, "nothing to scroll sideways"
    tab.locator(CARDS).first.locator("summary", has_text="Why").focus()
    tab.keyboard.press("Enter")
    tab.get_by_text("Show evidence for").first.wait_for()
