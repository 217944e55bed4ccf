"""The catalog in a real browser: judged, found by plain words and facets, opened by keyboard, moved on."""

from __future__ import annotations

import json
import re
import shutil
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def judged(server: str, folder: Path) -> None:
    """Three socks and a mug of the demo shop, audited."""
    folder.mkdir()
    for name in ("soc-01_1", "soc-02_1", "soc-03_1", "mug-02_1"):
        shutil.copy(ROOT / "demo" / "photos" / f"{name}.jpg", folder)
    body = json.dumps({"source": str(folder)}).encode()
    request = urllib.request.Request(f"{server}/api/jobs", body, {"content-type": "application/json"})
    job_id = json.load(urllib.request.urlopen(request))["job_id"]
    for _ in range(900):
        if json.load(urllib.request.urlopen(f"{server}/api/jobs/{job_id}"))["state"] == "done":
            return
        time.sleep(0.5)


def test_a_picture_is_found_opened_and_moved(tab: Any, server: str, tmp_path: Path) -> None:
    judged(server, tmp_path / "photos")
    tab.goto("/catalog")
    tab.get_by_text("4 pictures", exact=True).wait_for()
    line = tab.get_by_role("textbox", name="Search")
    line.fill("mug")
    line.press("Enter")
    tab.get_by_text("1 of 4 pictures").wait_for()
    assert "q=mug" in tab.url
    link = tab.get_by_role("link", name=re.compile("Open"))
    link.focus()
    link.press("Enter")  # without a mouse
    tab.get_by_text("Where it is used").wait_for()
    tab.locator("label").filter(has_text=re.compile("^To fix$")).click()
    tab.get_by_text("Judged to To fix").wait_for()
    tab.get_by_role("button", name="Back to the pictures").click()
    tab.get_by_text("1 of 4 pictures").wait_for()
    line.fill("state:to_fix score>")
    line.press("Enter")
    tab.get_by_text("This query cannot be read").wait_for()
