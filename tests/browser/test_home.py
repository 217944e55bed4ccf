"""What a stakeholder does, in a real browser with the real models: one click, pictures, three links, a reload."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
SHOTS = "[class*='st-key-shot-'] img"


def loaded(tab: Any, images: int) -> None:
    """Every picture is there and was decoded."""
    pictures = tab.locator(SHOTS)
    pictures.nth(images - 1).wait_for()
    for place in range(images):
        pictures.nth(place).scroll_into_view_if_needed()
        tab.wait_for_function("image => image.complete && image.naturalWidth > 100",
                              arg=pictures.nth(place).element_handle())


def test_one_click_opens_the_demo_and_leads_to_three_results(tab: Any) -> None:
    tab.goto("/")
    loaded(tab, 8)
    tab.get_by_role("button", name="Open the demo").click()
    tab.get_by_role("button", name="Cancel").wait_for()
    tab.get_by_text("40 of 44 photos are shoppable").wait_for(timeout=400_000)
    loaded(tab, 8)
    assert tab.locator(".ml-big").inner_text() == "+14.7 %"
    assert tab.locator(".ml-error").count() == 0
    for link, address in (("All results", "analyze[?]job="), ("Audit report", "audits[?]job="),
                          ("Sales report", "sales[?]study=")):
        tab.goto("/")
        tab.get_by_role("link", name=link).click()
        tab.wait_for_url(re.compile(address + "[0-9a-f]{16}"))
        tab.locator("h1", has_text=address.partition("[")[0].capitalize()).wait_for()
        tab.locator("[class*='st-key-card-'] img, .js-plotly-plot").first.wait_for()
        assert tab.locator(".ml-error").count() == 0


def test_a_reload_keeps_the_demo_and_800_pixels_are_enough(tab: Any) -> None:
    tab.set_viewport_size({"width": 800, "height": 900})
    tab.goto("/")
    tab.get_by_text("40 of 44 photos are shoppable").wait_for(timeout=400_000)
    tab.reload()
    tab.get_by_text("40 of 44 photos are shoppable").wait_for()
    assert tab.get_by_role("button", name="Open the demo").count() == 0
    loaded(tab, 8)
    wide = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 800, "nothing to scroll sideways"
