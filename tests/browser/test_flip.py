"""From the page Explain to the edits that change a verdict, the curve, and the edited photo, in a real browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_from_a_photo_to_the_edited_photo(tab: Any, photos: dict[str, Path], tmp_path: Path) -> None:
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["coffee"])])
    tab.get_by_text("1 photo ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    card = tab.locator("[class*='st-key-card-']").first
    card.locator("summary", has_text="Why").click()
    address = card.get_by_role("link", name="Other methods").get_attribute("href")
    tab.goto(address)
    tab.get_by_text("What would change it").click()
    tab.get_by_text("Edits that change the verdict, the smallest first").wait_for()
    assert "view=edits" in tab.url
    tab.locator("[class*='st-key-edit-curve'] .main-svg").first.wait_for()
    tab.locator(".ml-wipe img[style*='50%']").first.wait_for()
    tab.get_by_role("slider").press("ArrowRight")
    tab.locator(".ml-wipe img[style*='51%']").wait_for()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Edited photo").click()
    download.value.save_as(tmp_path / "edited.jpg")
    assert Image.open(io.BytesIO((tmp_path / "edited.jpg").read_bytes())).format == "JPEG"
