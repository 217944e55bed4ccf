"""Somebody switches it on, groups the faces, names one, finds the photo by the name, and erases all of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine


def test_from_the_switch_to_a_name_and_to_nothing(tab: Any, photos: dict[str, Path]) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    for name in ("astronaut", "zidane"):
        photo = {"name": photos[name].name, "mimeType": "image/png", "buffer": photos[name].read_bytes()}
        assert tab.request.post("/api/analyses", multipart={"file": photo}, timeout=WAIT).status == 201
    tab.goto("/people")
    expect(tab.get_by_text("Looking closer at faces is off.")).to_be_visible(timeout=WAIT)
    expect(tab.get_by_text("153 of 158, 97 % (93 - 99)")).to_be_visible(timeout=WAIT)
    tab.get_by_role("button", name="Switch on").click()
    tab.get_by_role("button", name="Group faces").click()
    names = tab.get_by_role("textbox", name="Name", exact=True)
    expect(names).to_have_count(4, timeout=WAIT)  # three people, and the form of the gallery
    names.first.fill("Ann Lee")
    names.first.press("Enter")
    tab.get_by_role("link", name="In the catalog").click()
    tab.wait_for_url(re.compile("/catalog"), timeout=WAIT, wait_until="commit")
    expect(tab.get_by_text("1 of 2 pictures")).to_be_visible(timeout=WAIT)

    tab.goto("/people")
    tab.get_by_role("button", name="Add to the gallery").click()
    expect(tab.get_by_text("A person of the gallery needs a consent")).to_be_visible(timeout=WAIT)
    tab.get_by_role("button", name="Erase everything").click()
    expect(tab.get_by_text("Looking closer at faces is off since")).to_be_visible(timeout=WAIT)
    answer = tab.request.get("/api/people").json()
    assert (answer["faces"], answer["groups"], answer["people"]) == (0, 0, [])
