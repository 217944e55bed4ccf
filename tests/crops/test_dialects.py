"""The words of other services: their documented examples come out, and each window, read back, is ours."""

from __future__ import annotations

import re

import pytest

from core.crops.dialects import DIALECTS, dialects
from core.crops.solve import solve
from core.nouns.crop import Crop, Subject


def texts(subject: Subject, crop: Crop, file_wh: tuple[int, int]) -> dict[str, tuple[str, str]]:
    return {item.service: (item.focus, item.window) for item in dialects(subject, crop, file_wh)}


def test_amplience_documented_example() -> None:
    """amplience.com, "Part 3: How Amplience helps to simplify your picture tags": the husky."""
    own = (167.0, 125.0, 412.0, 361.0)
    found = texts(Subject((1000, 1000), own=own), Crop("2:3", "keep", (0, 0, 600, 900)), (300, 450))
    assert found["amplience"][0] == "w=300&poi=0.167,0.125,0.245,0.236&sm=aspect&aspect=2:3&scaleFit=poi"


def test_cloudinary_documented_examples() -> None:
    """cloudinary.com, c_crop with g_north_west; and its SDK's own test of c_fill with g_xy_center."""
    found = texts(Subject((400, 300), own=(100, 100, 100, 100)), Crop("4:3", "keep", (0, 0, 200, 150)), (200, 150))
    assert found["cloudinary"][1].split("/")[0] == "c_crop,g_north_west,h_150,w_200"
    assert "c_fill,g_xy_center,w_200,x_100,y_100" in found["cloudinary"][0]


def test_imgproxy_documented_example() -> None:
    """docs.imgproxy.net, "Processing an image", crop aspect ratio: `crop:100:200:nowe:300:400`."""
    found = texts(Subject((1000, 1000)), Crop("1:2", "keep", (300, 400, 400, 600)), (50, 100))
    assert found["imgproxy"] == ("resize:fill:50:100/gravity:fp:0.5:0.5",
                                 "crop:100:200:nowe:300:400/resize:fill:50:100")


def test_thumbor_documented_examples() -> None:
    """thumbor's docs: manual crop in "Extract focal points", and the filter in "Focal"."""
    found = texts(Subject((600, 600), own=(146, 206, 279, 360)), Crop("4:1", "keep", (100, 150, 300, 200)), (400, 100))
    assert found["thumbor"] == ("400x100/filters:focal(146x206:279x360)", "100x150:300x200/400x100")


@pytest.mark.parametrize("aspect", ["3:1", "1:1", "4:5"])
def test_each_window_read_back_is_ours(aspect: str) -> None:
    subject = Subject((800, 1200), ((350, 200, 450, 320),), (200, 150, 600, 1150))
    crop = solve(subject, aspect, "zoom")
    found = {name: window for name, (_, window) in texts(subject, crop, (300, 100)).items()}
    numbers = {name: [int(part) for part in re.findall(r"(?<![a-z])\d+", text.split("/")[0].split("&")[0])]
               for name, text in found.items()}
    assert crop.window is not None
    left, top, right, bottom = crop.window
    assert numbers["amplience"] == [left, top, right - left, bottom - top]
    assert numbers["imgproxy"] == [right - left, bottom - top, left, top]
    assert numbers["thumbor"][0] == left and found["thumbor"].startswith(f"{left}x{top}:{right}x{bottom}/")
    parts = dict(part.split("_", 1) for part in found["cloudinary"].split("/")[0].split(","))
    assert [int(parts.get(name, 0)) for name in "xywh"] == [left, top, right - left, bottom - top]


def test_a_crop_that_does_not_fit_has_no_window() -> None:
    subject = Subject((400, 400), product=(0.0, 0.0, 400.0, 400.0))
    found = dialects(subject, solve(subject, "3:1"), (300, 100))
    assert [item.service for item in found] == list(DIALECTS) and all(not item.window and item.focus for item in found)
