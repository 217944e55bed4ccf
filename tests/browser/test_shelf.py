"""The demo shelf is read, a facing is corrected, what was confirmed is learned, and the next photo is compared."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine


def test_from_a_photo_to_a_correction_that_is_learned(tab: Any) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/shelf")
    expect(tab.get_by_text("There are no products yet")).to_be_visible(timeout=WAIT)
    tab.get_by_role("button", name="Read the demo shelf").click()
    expect(tab.get_by_text(re.compile(r"\d+ facings in 7 rows"))).to_be_visible(timeout=WAIT)
    boxes = tab.frame_locator("iframe").first
    box = boxes.locator('[data-box="unknown-1"]')
    box.focus(timeout=WAIT)
    box.press("Enter")
    tab.get_by_role("button", name="This one").first.click(timeout=WAIT)
    expect(tab.get_by_text("Confirmed (1)")).to_be_visible(timeout=WAIT)

    (reading,) = tab.request.get("/api/shelf").json()["readings"]
    found = tab.request.get(f"/api/shelf/{reading['reading_id']}").json()
    said = [facing["said"] for facing in found["facings"] if facing["said"]]
    assert len(said) == 1 and found["history"][0]["said"] == said[0]

    tab.goto("/shelf?view=review")
    expect(tab.get_by_text("1 facing of 1 product")).to_be_visible(timeout=WAIT)
    tab.get_by_role("button", name="Learn", exact=True).click()
    tab.goto("/shelf?view=products")
    indexed = re.compile("products with pictures, [0-9]+ in the index, 0 waiting")
    expect(tab.get_by_text(indexed)).to_be_visible(timeout=WAIT)
    tab.goto("/shelf")
    tab.get_by_role("button", name="Read the demo shelf").click()
    expect(tab.get_by_text(re.compile(r"\d+ facings in 7 rows"))).to_be_visible(timeout=WAIT)
    tab.get_by_role("tab", name="Changes").click()
    expect(tab.get_by_text("Counts over time (CSV)")).to_be_visible(timeout=WAIT)
