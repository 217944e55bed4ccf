"""A person uploads a portrait, sees it in every layout with the face inside, and the addresses of its HTML work."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.choosing import click_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine


def test_from_a_photo_to_its_addresses(tab: Any, photos: dict[str, Path]) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/crops")
    tab.locator("input[type=file]").first.set_input_files([str(photos["astronaut"])])
    tab.wait_for_url(re.compile("/crops.*picture=[0-9a-f]{64}"), timeout=WAIT, wait_until="commit")
    expect(tab.get_by_text(re.compile("(Face|Face and product) inside"))).to_have_count(5, timeout=WAIT)
    picture = re.search("picture=([0-9a-f]{64})", tab.url)
    assert picture is not None

    tab.goto(f"/crops?picture={picture[1]}&view=page")
    code = tab.locator("code", has_text="<picture>")
    code.wait_for(timeout=WAIT)
    entries = re.findall(r"(http://127\.0\.0\.1:\d+/img/\S+) (\d+)w", code.inner_text())
    assert entries
    for address, width in entries:
        answer = tab.request.get(address, headers={"accept": "image/webp"}, timeout=WAIT)
        assert answer.status == 200 and answer.headers["content-type"] == "image/webp", answer.text()
        assert Image.open(io.BytesIO(answer.body())).size[0] == int(width)
    assert tab.request.get(entries[0][0].replace("aspect=3:1", "aspect=4:1")).status == 403

    tab.goto(f"/crops?picture={picture[1]}&view=point")
    editor = tab.frame_locator("iframe[title*=box_editor]")
    stage = editor.locator("#stage")
    stage.wait_for(timeout=WAIT)
    keep = editor.get_by_role("button", name="Keep this in all crops")
    click_until(lambda: stage.click(position={"x": 200, "y": 300}), keep)
    keep.click()
    expect(tab.get_by_role("button", name="Back to faces and product")).to_be_visible(timeout=WAIT)
    tab.goto(f"/crops?picture={picture[1]}")
    expect(tab.get_by_text("Your own point of interest inside").first).to_be_visible(timeout=WAIT)
