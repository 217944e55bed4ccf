"""From an audit's report to the one edit that helps its borderline photos, in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_from_the_report_to_the_edit_that_helps(tab: Any, photos: dict[str, Path], tmp_path: Path) -> None:
    shutil.copy(photos["bus"], tmp_path)  # just misses the threshold
    tab.goto("/audits")
    tab.get_by_label("Address of a shop page").fill(str(tmp_path))
    tab.get_by_label("Address of a shop page").press("Enter")
    tab.get_by_role("button", name="Start audit").click()
    tab.get_by_role("button", name="Search 1 borderline photo").click()
    tab.get_by_text("This one edit helps 1 of 1 photo that just misses being shoppable").wait_for()
    pairs = tab.locator(".ml-edit .ml-pair")
    before, after = (pairs.first.locator("img").nth(place).get_attribute("src") for place in (0, 1))
    assert before.startswith("data:image/jpeg") and after.startswith("data:image/jpeg") and before != after
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Edits (CSV)").click()
    assert "bus.jpg" in Path(download.value.path()).read_text("utf-8-sig")
