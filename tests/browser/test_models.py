"""From a layer of the model's file to an explanation at that layer, in a real browser with the real model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.choosing import choose_option

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_layer_picked_is_the_layer_explained(tab: Any, photos: dict[str, Path]) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["coffee"])])
    tab.get_by_text("1 photo ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    expect(tab.locator("[class*='st-key-card-']").first).to_contain_text("Label set:", timeout=60_000)
    tab.goto("/models")
    tab.get_by_text("128 layers").wait_for()
    expect(tab.get_by_text("sources that training never saw").first).to_be_visible(timeout=60_000)
    drawn = tab.locator("[data-testid=stImage] img").last
    expect(drawn).to_be_visible(timeout=60_000)
    assert drawn.evaluate("image => image.naturalHeight") > 120 * 20  # a row for each of its 128 layers
    choose_option(tab, "Layer", re.compile(r"^45\. "), typed="45. ")
    tab.wait_for_url(re.compile("layer="))
    tab.get_by_role("link", name="Explain a photo at this layer").click()
    tab.get_by_role("link", name="Explain", exact=True).last.click()
    tab.wait_for_url(re.compile("/explain.*(picture=.*layer=|layer=.*picture=)"))
    expect(tab.locator("[class*='st-key-method-'] img").first).to_be_visible(timeout=60_000)
    assert "block13_project" in tab.url  # the 45th layer, not the last feature map


def test_the_cost_of_a_miss_moves_the_threshold_live(tab: Any) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/models?view=costs")
    heading = tab.get_by_role("heading", name=re.compile("Cheapest threshold"))
    heading.wait_for()
    before = heading.inner_text()
    slider = tab.get_by_role("slider")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    expect(tab.get_by_text("When a miss costs 10 false alarms")).to_be_visible(timeout=60_000)
    expect(heading).not_to_have_text(before, timeout=60_000)
    tab.wait_for_url(re.compile("ratio=10"))
    tab.get_by_role("button", name="Reset").click()
    expect(heading).to_have_text(before, timeout=60_000)
