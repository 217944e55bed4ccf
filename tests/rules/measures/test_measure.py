"""Measures of drawn pictures whose truth is known, and of odd shapes."""

from __future__ import annotations

import json
import math
from typing import Any

import cv2
import numpy as np
import pytest

from core.images.decode import decode
from core.nouns.measures import Measures
from core.rules.measures.measure import measure
from tests.made_up import made_up_analysis
from tests.rules.drawn import FACTS, sheet, with_block
from tests.rules.planted import photos


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in numbers(item)]
    return [float(value)] if isinstance(value, (int, float)) else []


def test_a_product_on_white_has_the_numbers_it_was_drawn_with() -> None:
    found = measure(with_block(sheet(), (100, 40, 500, 760)), FACTS)
    assert found.background == "plain" and found.white_share == 1 and found.background_rgb == (255, 255, 255)
    assert found.product_box == pytest.approx((100, 40, 500, 760), abs=3)
    assert found.reach == pytest.approx(0.9, abs=0.01) and found.box_share == pytest.approx(0.45, abs=0.01)
    assert found.mask_share == pytest.approx(0.45, abs=0.01)
    assert found.margins == pytest.approx((0.125, 0.05, 0.375, 0.05), abs=0.005)
    assert found.touches == () and found.border_sides == () and found.text == "none" and found.watermark == "none"
    assert (found.width, found.height, found.format, found.bytes, found.aspect) == (800, 800, "jpeg", 1234, 1.0)


def test_transparency_on_white_is_white_sheet() -> None:
    image = np.zeros((300, 300, 4), np.uint8)
    image[80:220, 80:220] = (10, 20, 200, 255)
    data = cv2.imencode(".png", image)[1].tobytes()
    found = measure(decode(data, "test", max_pixels=10**6).image, FACTS)
    assert found.white_share == 1 and found.product_box == pytest.approx((80, 80, 220, 220), abs=1)


def test_a_product_that_is_cut_off_touches_that_side() -> None:
    found = measure(with_block(sheet(), (200, 300, 600, 800)), FACTS)
    assert found.touches == ("bottom",) and found.margins is not None and found.margins[3] == 0


@pytest.mark.parametrize("name", ["coffee", "chelsea", "china", "bus"])
def test_nothing_is_guessed_on_a_busy_photo(name: str) -> None:
    found = measure(photos()[name], FACTS)
    assert found.background == "busy" and found.reach is None and found.product_box is None and found.margins is None
    assert found.watermark == "unknown" and found.white_share < 0.05
    assert found.edges_of == "picture" and found.edge_width is not None


@pytest.mark.parametrize("shape", [(1, 1), (1, 20000), (20000, 1), (2, 700), (3, 3), (16, 16), (31, 900), (5, 4000)])
@pytest.mark.parametrize("content", ["black", "white", "gray", "noise"])
def test_odd_pictures_neither_crash_nor_give_nan(shape: tuple[int, int], content: str) -> None:
    level = {"black": 0, "white": 255, "gray": 128, "noise": 0}[content]
    image = np.full((*shape, 3), level, np.uint8)
    if content == "noise":
        image = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    found = measure(image, FACTS)
    assert all(math.isfinite(number) for number in numbers(found.to_dict()))
    assert found.width == shape[1] and found.height == shape[0] and 0 <= found.white_share <= 1


def test_an_empty_sheet_has_no_product() -> None:
    for level in (0, 255):
        found = measure(sheet(level), FACTS)
        assert found.product_box is None and found.reach is None and found.edge_width is None and found.hash == ""
        assert found.white_share == (1.0 if level else 0.0)


def test_measures_survive_json_and_do_not_touch_the_picture() -> None:
    image = with_block(sheet(), (100, 40, 500, 760))
    before = image.copy()
    found = measure(image, FACTS, made_up_analysis())
    assert (image == before).all()
    assert (found.kind, found.top_label, found.faces) == ("model_face", "apparel", 1)
    stored = json.loads(json.dumps(found.to_dict()))
    assert Measures.from_dict(stored).to_dict() == found.to_dict()
