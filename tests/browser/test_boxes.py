"""A person drags a box over a photo, sees it kept after a reload, deletes it, and sees what was and is now."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine


def test_a_box_is_dragged_kept_and_deleted(tab: Any, photos: dict[str, Path]) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["coffee"])])
    tab.get_by_text("1 photo ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    card = tab.locator("[class*='st-key-card-']").first
    card.locator("summary", has_text="Why").click()
    card.get_by_role("link", name="Other methods").click()
    tab.wait_for_url(re.compile("/explain.*picture=[0-9a-f]{64}"), timeout=WAIT, wait_until="commit")
    tab.goto(re.sub("&label=.*", "", tab.url) + "&view=correct")

    editor = tab.frame_locator("iframe[title*=box_editor]")
    boxes = editor.locator("#boxes button")
    expect(editor.locator("#hint")).to_contain_text("Drag over the photo", timeout=WAIT)
    expect(boxes).to_have_count(0)
    _drag(tab, editor, (0.2, 0.3), (0.5, 0.8))
    expect(editor.locator("#width")).to_have_value(re.compile(r"18\d|17\d"))  # 0.3 of 600 pixels, to the mouse
    editor.get_by_role("button", name="Add as person").click()
    expect(boxes).to_have_count(1, timeout=WAIT)
    tab.get_by_text("Worn, no face").first.wait_for()
    tab.reload()
    expect(boxes).to_have_count(1, timeout=WAIT)
    expect(boxes.first).to_have_attribute("aria-label", re.compile(r"Person 1: left 1[12]\d"))

    for id, value in (("left", "20"), ("top", "10"), ("width", "100"), ("height", "50")):  # by keyboard alone
        editor.locator(f"#{id}").fill(value)
    editor.get_by_role("button", name="Add as face").press("Enter")
    expect(boxes).to_have_count(2, timeout=WAIT)
    stage = editor.locator("#stage").bounding_box()
    tab.mouse.click(stage["x"] + 0.35 * stage["width"], stage["y"] + 0.55 * stage["height"])
    editor.get_by_role("button", name="Delete", exact=True).click()
    expect(boxes).to_have_count(1, timeout=WAIT)
    rows = tab.locator(".ml-history tbody tr")
    expect(rows).to_have_count(3, timeout=WAIT)
    expect(rows.first).to_contain_text("no person (1 deleted)")
    assert rows.first.locator(".ml-tiny").first.locator("i").count() == 1, "what was there, as a tiny picture"
    boxes.first.press("Delete")
    expect(rows).to_have_count(4, timeout=WAIT)
    expect(rows.first).to_contain_text("no face (1 deleted)")


def _drag(tab: Any, editor: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with the mouse from one place of the photo to another, given as shares of its sides."""
    stage = editor.locator("#stage").bounding_box()
    (left, top), (right, bottom) = ((stage["x"] + x * stage["width"], stage["y"] + y * stage["height"])
                                    for x, y in (start, end))
    tab.mouse.move(left, top)
    tab.mouse.down()
    tab.mouse.move(right, bottom, steps=5)
    tab.mouse.up()
