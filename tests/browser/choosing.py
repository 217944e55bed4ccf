"""Choose from what a page draws late or anew: lists close when it reruns or scrolls, a canvas takes no early click."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

SECONDS = 240  # until a choice is given up: a machine of CI is slow and loaded
LOOK_MS = 3_000  # one attempt: the list opens, the option is clicked
SHOWN_MS = 20_000  # until a click has shown its effect, else it came too early


def choose_option(page: Any, label: str, option: str | re.Pattern[str], *, typed: str = "") -> None:
    """Choose the first option of a selectbox that matches, as a person does: a list that closed is opened again.

    Parameters
    ----------
    page : playwright.sync_api.Page
        The page.
    label : str
        A part of the selectbox's label.
    option : str or re.Pattern
        The option's words.
    typed : str
        What is typed to find it in a long list, of which only a part is drawn.
    """
    failed = pytest.importorskip("playwright.sync_api").Error
    box = page.get_by_role("combobox", name=re.compile(re.escape(label)))
    box.wait_for()
    end = time.monotonic() + SECONDS
    while True:
        try:
            page.locator("[data-test-script-state=notRunning]").wait_for()
            box.scroll_into_view_if_needed(timeout=LOOK_MS)
            if box.get_attribute("aria-expanded") != "true":
                box.click(timeout=LOOK_MS)
            if typed:
                box.fill(typed, timeout=LOOK_MS)
            page.get_by_role("option", name=option).first.click(timeout=LOOK_MS)
            return
        except failed:
            if time.monotonic() > end:
                raise


def click_until(act: Callable[[], None], shown: Any) -> None:
    """Click a place that is drawn on a canvas or chart, again where the click came before the drawing.

    Parameters
    ----------
    act : callable
        Clicks.
    shown : playwright.sync_api.Locator
        What the click brings onto the page.
    """
    failed = pytest.importorskip("playwright.sync_api").Error
    end = time.monotonic() + SECONDS
    while True:
        act()
        try:
            shown.wait_for(timeout=SHOWN_MS)
            return
        except failed:
            if time.monotonic() > end:
                raise
