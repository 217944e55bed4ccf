"""The width of edges says how blurred a product is, whatever its contrast."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.images.sharpness import edge_width
from core.rules.measures.measure import measure
from tests.rules.drawn import FACTS, sheet, with_block
from tests.rules.planted import photos


def test_blur_is_measured_on_the_product_and_not_by_its_contrast() -> None:
    sharp, pale = with_block(sheet(), (100, 100, 700, 700)), sheet()
    pale[100:700, 100:700] = 180
    pale[200:600, 300:500] = 140  # a plain product with one faint seam
    widths = [measure(cv2.GaussianBlur(sharp, None, sigma), FACTS).edge_width for sigma in (0.5, 2.0, 4.0)]
    assert widths[0] < widths[1] < widths[2]
    assert measure(pale, FACTS).edge_width < 3
    cut_out = sheet()
    cut_out[100:700, 100:700] = cv2.GaussianBlur(sharp, None, 6)[100:700, 100:700]  # a sharp outline around a blur
    assert measure(cut_out, FACTS).edges_of == "product" and measure(cut_out, FACTS).edge_width > 5


def test_edge_width_is_about_the_blur_that_was_put_in() -> None:
    step = np.full((100, 100), 40, np.uint8)
    step[:, 50:] = 200
    where = np.ones(step.shape, bool)
    assert edge_width(step, where) == pytest.approx(2, abs=0.3)
    assert edge_width(cv2.GaussianBlur(step, None, 2), where) == pytest.approx(5, abs=0.8)
    assert edge_width(np.full((100, 100), 40, np.uint8), where) is None


@pytest.mark.parametrize("name", ["coffee", "chelsea", "astronaut"])
def test_more_blur_gives_wider_edges_on_photos(name: str) -> None:
    gray = cv2.cvtColor(photos()[name], cv2.COLOR_RGB2GRAY)
    widths = [edge_width(cv2.GaussianBlur(gray, None, sigma)) for sigma in (0.7, 1.5, 3.0, 5.0)]
    assert widths == sorted(widths) and widths[-1] > 1.5 * widths[0]


def test_only_edges_inside_the_mask_count() -> None:
    gray = np.full((200, 400), 40, np.uint8)
    gray[:, 100:200] = 200
    gray[:, 200:] = cv2.GaussianBlur(gray, None, 4)[:, :200]
    sharp, soft = np.zeros((200, 400), bool), np.zeros((200, 400), bool)
    sharp[:, :180], soft[:, 250:] = True, True
    assert edge_width(gray, sharp) < 3 < 4 < edge_width(gray, soft)


@pytest.mark.parametrize("shape", [(2, 50), (50, 2), (1, 1)])
def test_a_strip_has_no_width(shape: tuple[int, int]) -> None:
    assert edge_width(np.zeros(shape, np.uint8)) is None
