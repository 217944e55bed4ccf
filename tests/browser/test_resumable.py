"""A photo of a shelf is sent part by part: what is too large is told beforehand, what was lost is sent again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
WAIT = 240_000  # milliseconds, for a busy machine
SHELF = ROOT / "demo" / "shelf" / "shelf.jpg"


def test_a_lost_connection_goes_on_and_a_large_file_is_never_sent(window: Any, tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    tab, offsets = window.new_page(), []
    half = SHELF.stat().st_size // 2

    def cut(route: Any) -> None:
        """The first request ends in the midst: the server has half of the photo, the browser an error."""
        offsets.append(int(route.request.headers["upload-offset"]) if route.request.method == "PATCH" else None)
        if route.request.method != "PATCH" or offsets.count(0) != 1 or offsets[-1] != 0:
            return route.continue_()
        came = tab.request.patch(route.request.url, data=SHELF.read_bytes()[:half], headers={
            "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})
        assert came.status == 204
        return route.abort("connectionreset")

    tab.route("**/api/uploads/*", cut)
    tab.goto("/shelf")
    sender = tab.frame_locator('iframe[title*="resumable_photos"]')
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(20_000_001)
    sender.locator("input[type=file]").set_input_files(str(huge), timeout=WAIT)
    expect(sender.get_by_text(re.compile("at most 20 MB are read, so it was not sent"))).to_be_visible(timeout=WAIT)
    assert offsets == []

    sender.locator("input[type=file]").set_input_files(str(SHELF))
    expect(sender.get_by_text(re.compile("the connection was lost and is tried again"))).to_be_visible(timeout=WAIT)
    expect(tab.get_by_text(re.compile(r"\d+ facings in 7 rows"))).to_be_visible(timeout=WAIT)
    assert [offset for offset in offsets if offset is not None] == [0, half], "only what was missing was sent again"
    tab.close()
