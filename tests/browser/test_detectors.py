"""How the detectors looked, in a real browser with real models: from the face's steps to the persons and to one box."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_from_the_steps_of_the_face_to_why_the_person_is_there(tab: Any, photos: dict[str, Path]) -> None:
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["astronaut"])])
    tab.get_by_text("1 photo ready").wait_for()
    tab.get_by_role("button", name="Start", exact=True).click()
    card = tab.locator("[class*='st-key-card-']").first
    card.locator("summary", has_text="Why").click()
    tab.goto(card.get_by_role("link", name="Other methods").get_attribute("href"))
    tab.get_by_text("How the detectors looked").click()
    tab.get_by_text("the second look accepted 1 of 1").wait_for()
    tab.get_by_text("Mirrored: 1.00").wait_for()
    tab.get_by_text(re.compile("^R-Net: ")).click()
    tab.locator("[class*='st-key-boxes-rnet'] .main-svg").first.wait_for()
    tab.wait_for_url(re.compile("step=rnet"))

    tab.get_by_text("Persons", exact=True).click()
    tab.get_by_text("1 person at the threshold 0.49.").wait_for()
    slider = tab.get_by_role("slider")
    slider.focus()
    slider.press("End")
    tab.get_by_text("No person. The closest candidate scores").wait_for()
    tab.wait_for_url(re.compile("person=0.99"))

    tab.get_by_text("Why a box", exact=True).click()
    tab.get_by_text("of the evidence lies inside the box.").wait_for()
    tab.locator("[class*='st-key-why-face-1'] .main-svg").first.wait_for()
    assert "box=face-1" in tab.url
