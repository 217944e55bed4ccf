"""Text and watermarks that were laid over a picture, and what only looks like them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from core.nouns.text import TextLine
from core.rules.measures.overlays import find_overlays
from core.rules.measures.product_mask import find_background
from tests.rules.drawn import sheet, with_block, written
from tests.rules.planted import photos


def product(side: int = 400) -> np.ndarray:
    return with_block(sheet(side=side), (side // 4, side // 3, 3 * side // 4, side - 20))


def test_a_line_of_text_beside_the_product_is_boxed_and_masked() -> None:
    image = written(product(), "SUMMER", (30, 70), 40)
    overlays = find_overlays(image, find_background(image))
    assert overlays.text == "found" and len(overlays.text_boxes) == 1 and overlays.text_read == ("",)
    left, top, right, bottom = overlays.text_boxes[0]
    assert 25 < left < 40 and 35 < top < 50 and 150 < right < 230 and 65 < bottom < 80
    assert overlays.mask[top:bottom, left:right].all() and not overlays.mask[200:, 100:300].any()


def test_a_product_alone_carries_neither_text_nor_watermark() -> None:
    image = product()
    overlays = find_overlays(image, find_background(image))
    assert (overlays.text, overlays.watermark, overlays.text_boxes, overlays.mask.any()) == ("none", "none", (), False)


def test_a_badge_with_words_in_it_is_text() -> None:
    image = product()
    cv2.rectangle(image, (20, 20), (200, 80), (200, 20, 30), -1)
    image = written(image, "OFFER", (40, 65), 40, (255, 255, 255))
    overlays = find_overlays(image, find_background(image))
    assert overlays.text == "found" and any(box[0] <= 25 and box[2] >= 190 for box in overlays.text_boxes)


def test_faint_words_across_the_background_are_a_watermark() -> None:
    image = written(product(800), "SAMPLE PHOTO", (40, 120), 50, (238, 238, 238))
    overlays = find_overlays(image, find_background(image))
    assert overlays.watermark == "found" and overlays.text == "none" and overlays.watermark_boxes


def test_the_reader_is_called_once_and_only_where_it_is_needed() -> None:
    calls = []

    def read() -> Sequence[TextLine]:
        calls.append(1)
        return ()

    plain, tiles = product(), written(product(), "SUMMER", (30, 70), 40)
    assert find_overlays(plain, find_background(plain), read).text == "none" and not calls
    assert find_overlays(tiles, find_background(tiles), read).text == "none", "the reader found no line there"
    busy = photos()["coffee"]
    assert find_overlays(busy, find_background(busy), read).text == "none" and len(calls) == 2
    assert find_overlays(busy, find_background(busy)).text == "unknown"


def test_on_a_product_that_fills_the_frame_a_watermark_cannot_be_excluded() -> None:
    image = with_block(sheet(side=400), (10, 10, 390, 390))
    assert find_overlays(image, find_background(image)).watermark == "unknown"


@pytest.mark.parametrize("shape", [(31, 400), (400, 31), (1, 1)])
def test_a_strip_is_too_narrow_to_tell(shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), 255, np.uint8)
    overlays = find_overlays(image, find_background(image))
    assert (overlays.text, overlays.watermark) == ("unknown", "unknown")
