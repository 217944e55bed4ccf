"""A merchandiser's table in a real browser: upload, columns guessed, report, what-if, and a plan of a test.

Also draws the README's picture: MERCHLENS_SALES_PICTURE=docs/images/sales.png pytest tests/browser/test_sales.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from core.sales.simulation import simulate

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


def test_from_upload_to_report(window: Any, server: str, tmp_path: Path) -> None:
    table, _ = simulate(7, products=60, weeks=60)
    table.rename(columns={"units": "Qty sold", "kind": "Image category"}).to_csv(tmp_path / "shop.csv", index=False)
    view = window.new_page()
    view.set_viewport_size({"width": 1440, "height": 1000})
    view.goto(f"{server}/sales")
    view.locator("input[type=file]").set_input_files(tmp_path / "shop.csv", timeout=60_000)
    view.get_by_text("Roles are detected").wait_for(timeout=60_000)
    view.get_by_role("button", name="Start the study").click()
    view.get_by_text("Details").wait_for(timeout=120_000)
    assert "study=" in view.url
    view.get_by_text("Effect of each photo type").wait_for()
    view.locator(".js-plotly-plot").first.wait_for()
    assert view.locator(".ml-error").count() == 0
    if picture := os.environ.get("MERCHLENS_SALES_PICTURE"):
        view.wait_for_timeout(2000)
        view.screenshot(path=picture)
    view.get_by_text("What if", exact=True).click()
    view.get_by_text("yearly sales (grade").wait_for(timeout=60_000)
    view.reload()
    view.get_by_text("yearly sales (grade").wait_for(timeout=60_000)
    view.get_by_text("Picture test", exact=True).click()
    view.get_by_role("button", name="Plan the test").click()
    view.get_by_text("Smallest detectable effect", exact=True).first.wait_for(timeout=60_000)
    assert view.locator(".ml-error").count() == 0
