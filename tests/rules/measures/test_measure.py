"""Measures of drawn pictures whose truth is known, of odd shapes, and of many hashes."""

from __future__ import annotations

import json
import math
import random
import time
from typing import Any

import cv2
import numpy as np
import pytest

from core.images.decode import decode
from core.images.near_duplicates import near_duplicates
from core.images.perceptual_hash import perceptual_hash
from core.nouns.measures import FileFacts, Measures
from core.rules.measures.border import find_border
from core.rules.measures.measure import measure
from core.rules.measures.product_mask import find_background
from core.rules.measures.sharpness import edge_width
from tests.made_up import made_up_analysis
from tests.rules.planted import photos

FACTS = FileFacts("jpeg", 1234, (10, 10), "RGB")


def paper(level: int = 255, side: int = 800) -> np.ndarray:
    return np.full((side, side, 3), level, np.uint8)


def with_block(image: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """A product with stripes inside, so that it has edges of its own."""
    left, top, right, bottom = box
    image[top:bottom, left:right] = (40, 70, 120)
    for x in range(left + 10, right - 10, 40):
        image[top + 10:bottom - 10, x:x + 15] = (150, 90, 60)
    return image


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in numbers(item)]
    return [float(value)] if isinstance(value, (int, float)) else []


def test_a_product_on_white_has_the_numbers_it_was_drawn_with() -> None:
    found = measure(with_block(paper(), (100, 40, 500, 760)), FACTS)
    assert found.background == "plain" and found.white_share == 1 and found.background_rgb == (255, 255, 255)
    assert found.product_box == pytest.approx((100, 40, 500, 760), abs=3)
    assert found.reach == pytest.approx(0.9, abs=0.01) and found.box_share == pytest.approx(0.45, abs=0.01)
    assert found.mask_share == pytest.approx(0.45, abs=0.01)
    assert found.margins == pytest.approx((0.125, 0.05, 0.375, 0.05), abs=0.005)
    assert found.touches == () and found.border_sides == () and found.text == "none" and found.watermark == "none"
    assert (found.width, found.height, found.format, found.bytes, found.aspect) == (800, 800, "jpeg", 1234, 1.0)


def test_whiteness_is_exact_and_not_rounded_up() -> None:
    nearly = measure(with_block(paper(254), (200, 200, 600, 600)), FACTS)
    assert nearly.white_share == 0 and nearly.near_white_share == 1
    half = paper(255)
    half[:, :400] = 254
    share = measure(with_block(half, (200, 200, 600, 600)), FACTS).white_share
    assert share == pytest.approx(0.5, abs=0.02)
    gray = measure(with_block(paper(240), (200, 200, 600, 600)), FACTS)
    assert gray.near_white_share == 0 and gray.background_rgb == pytest.approx((240, 240, 240), abs=0.5)


def test_what_jpeg_does_to_the_paper_beside_a_product_is_not_its_fault() -> None:
    image = with_block(paper(), (60, 60, 740, 740))
    data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
    again = decode(data, "test", max_pixels=10**7).image
    assert (again[:60].min(2) < 255).any()  # JPEG did touch the paper
    assert measure(again, FACTS).white_share > 0.99


def test_transparency_on_white_is_white_paper() -> None:
    image = np.zeros((300, 300, 4), np.uint8)
    image[80:220, 80:220] = (10, 20, 200, 255)
    data = cv2.imencode(".png", image)[1].tobytes()
    found = measure(decode(data, "test", max_pixels=10**6).image, FACTS)
    assert found.white_share == 1 and found.product_box == pytest.approx((80, 80, 220, 220), abs=1)


def test_a_product_that_is_cut_off_touches_that_side() -> None:
    found = measure(with_block(paper(), (200, 300, 600, 800)), FACTS)
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
        found = measure(paper(level), FACTS)
        assert found.product_box is None and found.reach is None and found.edge_width is None and found.hash == ""
        assert found.white_share == (1.0 if level else 0.0)


def test_measures_survive_json_and_do_not_touch_the_picture() -> None:
    image = with_block(paper(), (100, 40, 500, 760))
    before = image.copy()
    found = measure(image, FACTS, made_up_analysis())
    assert (image == before).all()
    assert (found.kind, found.top_label, found.faces) == ("model_face", "apparel", 1)
    stored = json.loads(json.dumps(found.to_dict()))
    assert Measures.from_dict(stored).to_dict() == found.to_dict()


def test_soft_shadows_and_vignettes_are_background_but_a_product_is_not() -> None:
    rows = np.linspace(255, 225, 600)[:, None, None]
    image = np.broadcast_to(rows, (600, 600, 3)).astype(np.uint8).copy()
    with_block(image, (200, 200, 400, 400))
    background = find_background(image)
    assert background.plain and background.mask[5, 5] and background.mask[595, 300] and not background.mask[300, 300]


def test_blur_is_measured_on_the_product_and_not_by_its_contrast() -> None:
    sharp, pale = with_block(paper(), (100, 100, 700, 700)), paper()
    pale[100:700, 100:700] = 180
    pale[200:600, 300:500] = 140  # a plain product with one faint seam
    widths = [measure(cv2.GaussianBlur(sharp, None, sigma), FACTS).edge_width for sigma in (0.5, 2.0, 4.0)]
    assert widths[0] < widths[1] < widths[2]
    assert measure(pale, FACTS).edge_width < 3
    cut_out = paper()
    cut_out[100:700, 100:700] = cv2.GaussianBlur(sharp, None, 6)[100:700, 100:700]  # a sharp outline around a blur
    assert measure(cut_out, FACTS).edges_of == "product" and measure(cut_out, FACTS).edge_width > 5


def test_edge_width_is_about_the_blur_that_was_put_in() -> None:
    step = np.full((100, 100), 40, np.uint8)
    step[:, 50:] = 200
    where = np.ones(step.shape, bool)
    assert edge_width(step, where) == pytest.approx(2, abs=0.3)
    assert edge_width(cv2.GaussianBlur(step, None, 2), where) == pytest.approx(5, abs=0.8)
    assert edge_width(np.full((100, 100), 40, np.uint8), where) is None


def test_borders_are_found_and_paper_is_none() -> None:
    photo = photos()["coffee"]
    framed = cv2.copyMakeBorder(photo, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=(200, 20, 20))
    found = find_border(framed)
    assert found.sides == ("left", "top", "right", "bottom") and found.color == (200, 20, 20)
    assert found.insets == pytest.approx((12,) * 4, abs=2)
    bars = cv2.copyMakeBorder(photos()["chelsea"], 20, 20, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    assert find_border(bars).sides == ("top", "bottom")
    assert find_border(photo).sides == ()
    assert find_border(cv2.copyMakeBorder(photo, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=(255,) * 3)).sides == ()
    assert find_border(with_block(paper(), (40, 40, 760, 760))).sides == ()
    measured = measure(framed, FACTS)
    assert measured.border_insets == pytest.approx((12,) * 4, abs=2) and measured.background == "busy"


def test_copies_have_near_hashes_and_others_have_not() -> None:
    grays = {name: cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for name, image in photos().items()}
    hashes, origin = [], []
    for name, gray in grays.items():
        smaller = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        coarse = cv2.imdecode(cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_GRAYSCALE)
        hashes += [perceptual_hash(item) for item in (gray, smaller, coarse)]
        origin += [name] * 3
    groups = near_duplicates(hashes)
    assert len(groups) == len(grays)
    assert all(len(group) == 3 and len({origin[row] for row in group}) == 1 for group in groups)


def test_twins_are_those_that_comparing_all_pairs_would_find() -> None:
    draw = random.Random(4)
    values = [draw.getrandbits(64) for _ in range(300)]
    for _ in range(200):
        value = draw.choice(values)
        for bit in draw.sample(range(64), draw.randint(0, 6)):
            value ^= 1 << bit
        values.append(value)
    for distance in (0, 3, 4):
        groups = near_duplicates([f"{value:016x}" for value in values], distance=distance)
        together = {row: number for number, group in enumerate(groups) for row in group}
        for first in range(len(values)):
            for second in range(first):
                if (values[first] ^ values[second]).bit_count() <= distance:
                    assert together[first] == together[second]
        for group in groups:
            assert all(any((values[row] ^ values[other]).bit_count() <= distance for other in group if other != row)
                       for row in group)
    assert near_duplicates([]) == [] and near_duplicates(["", ""]) == [] and near_duplicates(["0f" * 8]) == []


def test_a_hundred_thousand_hashes_take_seconds() -> None:
    draw = np.random.default_rng(1)
    values = draw.integers(0, 2**63, 100_000, np.uint64)
    values[50_000:50_100] = values[:100] ^ np.uint64(5)
    start = time.perf_counter()
    groups = near_duplicates([f"{value:016x}" for value in values.tolist()])
    assert [[row, row + 50_000] for row in range(100)] == groups[:100] and len(groups) == 100
    assert time.perf_counter() - start < 30
