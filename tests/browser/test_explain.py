"""From a card to methods side by side, how far to trust them, and a raw map, in a real browser with the real model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_from_a_card_to_methods_trust_and_numbers(tab: Any, photos: dict[str, Path], tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["coffee"])])
    tab.get_by_text("1 photo ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    card = tab.locator("[class*='st-key-card-']").first
    card.locator("summary", has_text="Why").click()
    card.get_by_alt_text(re.compile("^Heatmap on the photo")).wait_for()  # a click in the middle of a rerun can be lost
    _follow(tab, card.get_by_role("link", name="Other methods"), "/explain.*picture=[0-9a-f]{64}")
    tiles = tab.locator("[class*='st-key-method-']")
    expect(tiles.locator("img")).to_have_count(3, timeout=60_000)
    assert tiles.locator("img").first.evaluate("image => image.naturalWidth") > 100
    tab.get_by_text("Check trust").click()
    expect(tiles.locator(".ml-chip")).to_have_count(3, timeout=60_000)
    assert {tiles.locator(".ml-chip").nth(n).inner_text() for n in range(3)} <= {"Faithful", "Weak", "Do not trust"}
    with tab.expect_download() as download:
        tiles.first.get_by_role("button", name="Raw map").click()
    download.value.save_as(tmp_path / "map.npy")
    assert np.load(tmp_path / "map.npy", allow_pickle=False).shape == (7, 7)


def test_the_address_alone_opens_what_was_chosen(tab: Any) -> None:
    tab.goto("/explain")
    tab.get_by_text("Choose a photo").wait_for()
    _follow(tab, tab.get_by_role("link", name="Explain", exact=True).last, "label=")
    chosen = re.sub("&methods=[^&]*", "", tab.url) + "&methods=hires-cam,grad-cam%2B%2B"
    tab.goto(chosen)
    tiles = tab.locator("[class*='st-key-method-']")
    tiles.nth(1).locator("img").wait_for()
    assert tiles.count() == 2 and "Grad-CAM++" in tiles.first.inner_text()


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
