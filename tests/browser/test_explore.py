"""A set of photos through the views of Explore: labels, slices with their photos, the map and a choice on it."""

from __future__ import annotations

import csv
import json
import re
import time
import urllib.request
from pathlib import Path
from typing import Any

import cv2
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
SMALL, LARGE = 240, 700  # pixels of the longer side


def shop(folder: Path, photos: dict[str, Path]) -> Path:
    """A CSV with six photos, each small and large; the labels of the small ones are wrong."""
    lines = ["image,true_label,sku"]
    for name in ("coffee", "chelsea", "rocket", "flower", "astronaut", "bus"):
        image = cv2.imread(str(photos[name]))
        for side in (SMALL, LARGE):
            scale = side / max(image.shape[:2])
            cv2.imwrite(str(folder / f"{name}-{side}.jpg"), cv2.resize(image, None, fx=scale, fy=scale))
            label = "negative" if side == LARGE or name == "coffee" else "apparel"
            lines.append(f"{name}-{side}.jpg,{label},{name}-{side}")
    table = folder / "shop.csv"
    table.write_text("\n".join(lines))
    return table


def audited(server: str, table: Path) -> str:
    """The id of a finished audit of a table, by REST."""
    body = json.dumps({"source": str(table)}).encode()
    request = urllib.request.Request(f"{server}/api/jobs", body, {"content-type": "application/json"})
    job_id = str(json.load(urllib.request.urlopen(request))["job_id"])
    for _ in range(600):
        job = json.load(urllib.request.urlopen(f"{server}/api/jobs/{job_id}"))
        if job["state"] == "done":
            return job_id
        time.sleep(0.5)
    pytest.fail(f"The audit did not end: {job}")


def test_from_a_weak_slice_to_a_group_on_the_map(tab: Any, server: str, photos: dict[str, Path],
                                                 tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    job_id = audited(server, shop(tmp_path, photos))
    tab.goto(f"/explore?job={job_id}")
    tab.get_by_text("12 photos analyzed, 0 failed.").wait_for()
    expect(tab.get_by_role("table")).to_contain_text("Shop says")
    tab.get_by_text("Slices", exact=True).click()
    tab.get_by_text("Rate: labels that differ from the shop's.").wait_for()
    grid = tab.get_by_test_id("stDataFrame")
    box = grid.bounding_box()
    tab.mouse.click(box["x"] + 15, box["y"] + 52)  # the first row's mark: the surest difference
    counted = re.compile(r"Size: Longer side below 500 px: \d photos that the rate counts")
    expect(tab.get_by_text(counted)).to_be_visible()

    tab.get_by_text("Map", exact=True).click()
    tab.get_by_role("button", name="Make the map").click()
    plot = tab.locator(".js-plotly-plot .nsewdrag")
    plot.wait_for()
    tab.wait_for_url(re.compile("view=map.*color=label|color=label.*view=map"))
    expect(tab.locator(".js-plotly-plot .points path")).to_have_count(12)
    at = plot.bounding_box()
    corners = [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99), (0.01, 0.03)]
    tab.mouse.move(at["x"] + at["width"] * 0.01, at["y"] + at["height"] * 0.01)
    tab.mouse.down()
    for across, down in corners:
        tab.mouse.move(at["x"] + at["width"] * across, at["y"] + at["height"] * down, steps=5)
    tab.mouse.up()
    expect(tab.get_by_text(re.compile("^12 photos: "))).to_be_visible(timeout=60_000)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV", exact=True).click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert len(rows) == 12 and all(re.fullmatch(r"-?\d+\.\d+", row["x"]) for row in rows)
    places = {Path(row["uri"]).stem: complex(float(row["x"]), float(row["y"])) for row in rows}
    nearest = {name: min(places.keys() - {name}, key=lambda other: abs(places[other] - places[name]))
               for name in places}
    copies = sum(other.split("-")[0] == name.split("-")[0] for name, other in nearest.items())
    assert copies >= 8, "most photos lie nearest to their own copy of another size"
