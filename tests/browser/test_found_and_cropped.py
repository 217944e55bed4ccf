"""From ingest to found to cropped: a portrait is uploaded, found by plain words, cropped 3:1 with its face inside."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine


def test_a_portrait_is_uploaded_found_and_cropped(tab: Any, photos: dict[str, Path]) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab.goto("/analyze")
    tab.locator("input[type=file]").first.set_input_files([str(photos["astronaut"])])
    tab.get_by_text("1 photo ready").wait_for(timeout=WAIT)
    tab.get_by_role("button", name="Start", exact=True).click()
    tab.get_by_text("Model with face").first.wait_for(timeout=WAIT)

    tab.goto("/catalog")
    line = tab.get_by_role("textbox", name="Search")
    line.fill("portrait of a woman")
    line.press("Enter")
    tab.wait_for_url(re.compile("q=face"), timeout=WAIT, wait_until="commit")
    tab.get_by_role("link", name=re.compile("Open")).first.click()
    tab.get_by_text("Where it is used").wait_for(timeout=WAIT)
    picture = re.search("picture=([0-9a-f]{64})", tab.url)
    assert picture is not None
    known = tab.request.get(f"/api/search/pictures/{picture[1]}").json()
    faces = next(overlay["boxes"] for overlay in known["overlays"] if overlay["name"] == "faces")
    assert len(faces) == 1

    tab.get_by_role("link", name="Crop", exact=True).click()
    wide = tab.locator("[data-testid=stColumn]").filter(has_text="3:1").filter(
        has=tab.get_by_role("button", name="File"))
    expect(wide.last.get_by_text(re.compile("(Face|Face and product) inside"))).to_be_visible(timeout=WAIT)
    with tab.expect_download(timeout=WAIT) as download:
        wide.last.get_by_role("button", name="File").click()
    file = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert abs(file.size[0] / file.size[1] - 3) < 0.05
    crop = tab.request.post("/api/crops", data={"picture_id": picture[1], "crops": ["aspect=3:1"]}).json()["crops"][0]
    left, top, right, bottom = crop["window"]
    assert left <= faces[0][0] and top <= faces[0][1] and faces[0][2] <= right and faces[0][3] <= bottom
    assert file.size == (round(right - left), round(bottom - top))
