"""A data scientist's walk: from a card to methods, trust, a second photo, an edit that helps, and the slide."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine


def test_from_a_card_through_methods_trust_and_edits_to_the_slide(
        tab: Any, photos: dict[str, Path], tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    card = _analyzed(tab, photos)
    card.locator("summary", has_text="Why").click()
    card.get_by_alt_text(re.compile("^Heatmap on the photo")).wait_for()  # one click: the overlay needs no second one
    _follow(tab, card.get_by_role("link", name="Other methods"), "/explain.*picture=[0-9a-f]{64}")
    tab.goto(tab.url.replace("label=negative", "label=other"))  # a label for which every method finds evidence

    tiles = tab.locator("[class*='st-key-method-']")
    expect(tiles.locator("img")).to_have_count(3, timeout=WAIT)
    heads = tiles.locator(".ml-head").all_inner_texts()
    assert [head.strip() for head in heads] == ["Grad-CAM", "Score-CAM", "Occlusion"]
    drawn = [tab.request.get(image.get_attribute("src")).body() for image in tiles.locator("img").all()]
    assert len(set(drawn)) == 3 and Image.open(io.BytesIO(drawn[0])).width > 100, "each method has a map of its own"
    with tab.expect_download() as download:
        tiles.first.get_by_role("button", name="Raw map").click()
    download.value.save_as(tmp_path / "map.npy")
    assert np.load(tmp_path / "map.npy", allow_pickle=False).shape == (7, 7)

    tab.get_by_text("Check trust").click()
    expect(tiles.locator(".ml-chip")).to_have_count(3, timeout=WAIT)
    assert set(tiles.locator(".ml-chip").all_inner_texts()) <= {"Faithful", "Weak", "Do not trust"}
    tiles.first.get_by_text("Measures").click()
    expect(tiles.first.get_by_text("A model with random weights gives")).to_be_visible()
    tab.get_by_text("Check trust").click()

    tab.get_by_text("Compare with another photo or model").click()
    search = tab.get_by_role("textbox", name="Find a photo")
    search.fill("astronaut")
    search.press("Enter")
    _follow(tab, tab.get_by_role("link", name="Compare", exact=True).first, "with=[0-9a-f]{64}")
    expect(tiles.first.locator("img")).to_have_count(2, timeout=WAIT)
    assert re.search(r"Other product \d\.\d\d higher on the right", tiles.first.inner_text())

    tab.get_by_text("What would change it").click()
    tab.get_by_text("Edits that change the verdict, the smallest first").wait_for()
    before, after = (float(tab.get_by_text(re.compile(f"^{word}: ")).inner_text().split()[1])
                     for word in ("Before", "After"))
    assert "view=edits" in tab.url and before <= 0.5 < after, "the edit takes the score over the threshold"

    tab.get_by_text("Why this score").click()
    _follow(tab, tab.get_by_role("link", name="Present"), "/present.*picture=")
    sentence = tab.locator(".ml-slide-sentence")
    expect(sentence).to_contain_text("no product", timeout=WAIT)
    assert not re.search("CAM|gradient|threshold|softmax", tab.locator("[class*='st-key-slide']").inner_text())


def test_the_address_alone_opens_what_was_chosen(tab: Any, photos: dict[str, Path]) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    _analyzed(tab, photos).wait_for()
    tab.goto("/explain?find=bus")
    tab.get_by_text("Choose a photo").wait_for()
    links = tab.get_by_role("link", name="Explain", exact=True)
    _follow(tab, links.last, "label=")
    chosen = re.sub("&(methods|colors)=[^&]*", "", tab.url) + "&methods=hires-cam,grad-cam%2B%2B&colors=viridis"
    tab.goto(chosen)
    tiles = tab.locator("[class*='st-key-method-']")
    tiles.nth(1).locator("img").wait_for()
    expect(tiles.first).to_contain_text("Grad-CAM++", timeout=WAIT)
    assert tiles.count() == 2
    assert "rgb(68, 1, 84)" in tab.locator(".ml-scale").evaluate("scale => getComputedStyle(scale).backgroundImage")


def _analyzed(tab: Any, photos: dict[str, Path]) -> Any:
    """The card of one photo, after two were analyzed on the page."""
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["bus"]), str(photos["astronaut"])])
    tab.get_by_text("2 photos ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    return tab.locator("[class*='st-key-card-']", has_text="bus").first


def _follow(tab: Any, link: Any, address: str) -> None:
    """Click a link as a person does: once more when the page did not answer."""
    errors = pytest.importorskip("playwright.sync_api")
    for tries_left in (2, 1, 0):
        link.click()
        try:
            tab.wait_for_url(re.compile(address), timeout=60_000, wait_until="commit")
            return
        except errors.TimeoutError:
            if not tries_left:
                raise
