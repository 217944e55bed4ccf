"""Sliders for one photo and its set, and the flow with its steps, in a real browser with real models."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_from_a_slider_to_the_set_and_its_flow(tab: Any, photos: dict[str, Path], tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["astronaut"]), str(photos["coffee"])])
    tab.get_by_text("2 photos ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    expect(tab.locator("[class*='st-key-card-']")).to_have_count(2, timeout=120_000)
    tab.goto("/explore")
    tab.get_by_text("What if", exact=True).click()
    tab.get_by_text("No photo changes its photo type or verdict.").wait_for()
    tab.wait_for_url(re.compile("job=[0-9a-f]+&view=thresholds"), timeout=60_000)
    face = tab.get_by_role("slider").first
    face.focus()
    face.press("Home")
    tab.wait_for_url(re.compile("t_face=0.01"), timeout=60_000)
    face.press("End")
    tab.wait_for_url(re.compile("t_face=0.99"), timeout=60_000)
    tab.get_by_role("button", name="Original thresholds").click()
    tab.get_by_text("No photo changes its photo type or verdict.").wait_for()

    tab.get_by_text("Flow", exact=True).click()
    expect(tab.locator(".sankey-link").first).to_be_visible(timeout=60_000)
    tab.get_by_text("Product only (1)").first.click()
    tab.wait_for_url(re.compile("steps=kind.product_only"), timeout=60_000)
    tab.get_by_text("Product only: 1 photo, 50.0 %").wait_for()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "photos.csv")
    assert len((tmp_path / "photos.csv").read_text("utf-8-sig").splitlines()) == 2
