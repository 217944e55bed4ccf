"""Background is what has the frame's color and is connected with it; the product is the rest, without dust."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.rules.measures.product_mask import (
    bounding_box,
    chosen,
    color_distance,
    connected_components,
    connected_with_frame,
    find_background,
    max_channel,
    min_channel,
    product_mask,
    ring_mask,
    ring_pixels,
)
from tests.rules.drawn import sheet, with_block
from tests.rules.planted import photos


def test_soft_shadows_and_vignettes_are_background_but_a_product_is_not() -> None:
    rows = np.linspace(255, 225, 600)[:, None, None]
    image = np.broadcast_to(rows, (600, 600, 3)).astype(np.uint8).copy()
    with_block(image, (200, 200, 400, 400))
    background = find_background(image)
    assert background.plain and background.mask[5, 5] and background.mask[595, 300] and not background.mask[300, 300]


def test_a_hole_in_the_product_is_not_background() -> None:
    image = sheet(side=200)
    cv2.circle(image, (100, 100), 60, (30, 30, 30), -1)
    cv2.circle(image, (100, 100), 20, (255, 255, 255), -1)
    background = find_background(image)
    assert background.mask[2, 2] and not background.mask[100, 100]
    assert product_mask(background)[100, 100], "the hole belongs to the product that surrounds it"


@pytest.mark.parametrize("name", ["coffee", "chelsea"])
def test_a_busy_picture_has_no_product(name: str) -> None:
    background = find_background(photos()[name])
    assert not background.plain and not product_mask(background).any()
    assert (background.mask == ring_mask(photos()[name].shape[:2])).all()


def test_dust_and_overlays_are_not_the_product() -> None:
    image = with_block(sheet(side=400), (100, 100, 300, 300))
    image[20:22, 20:22] = 0  # dust
    image[340:360, 100:300] = 0  # a caption
    background = find_background(image)
    overlays = np.zeros((400, 400), bool)
    overlays[335:365, 95:305] = True
    assert bounding_box(product_mask(background)) == (100, 100, 300, 360)
    assert bounding_box(product_mask(background, overlays)) == (100, 100, 300, 300)
    assert bounding_box(product_mask(background, np.zeros((400, 400), bool))) == (100, 100, 300, 360)


def test_pale_products_are_found_on_white_and_noise_is_not_on_gray() -> None:
    pale = sheet(side=200)
    pale[60:140, 60:140] = 245
    assert bounding_box(product_mask(find_background(pale))) == (60, 60, 140, 140)
    noisy = np.clip(np.random.default_rng(0).normal(230, 3, (200, 200, 3)), 0, 255).astype(np.uint8)
    assert not product_mask(find_background(noisy)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (2, 2), (300, 100)])
def test_the_ring_is_the_edge_of_any_shape(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    ring = ring_mask(shape)
    assert ring[0].all() and ring[-1].all() and ring[:, 0].all() and ring[:, -1].all()
    assert sorted(map(tuple, ring_pixels(image)[0].tolist())) == sorted(map(tuple, image[ring].tolist()))


def test_channels_and_distances() -> None:
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    assert (max_channel(image) == image.max(2)).all() and (min_channel(image) == image.min(2)).all()
    assert (color_distance(image, (10.4, 20.0, 30.0)) == np.abs(image.astype(int) - (10, 20, 30)).max(2)).all()


def test_connected_with_frame_takes_no_corner_for_a_bridge() -> None:
    mask = np.zeros((5, 5), np.uint8)
    mask[0, 0] = mask[1, 1] = mask[2, 2] = 255
    assert connected_with_frame(mask).sum() == 1
    mask[0, 1] = 255
    assert connected_with_frame(mask).sum() == 3


@pytest.mark.parametrize("line", [
    (slice(100, 250), slice(397, 400)), (slice(0, 3), slice(0, 180)), (slice(395, 397), slice(50, 350)),
    (slice(120, 380), slice(2, 3))])
@pytest.mark.parametrize("level", [225, 130])
def test_a_line_along_a_part_of_a_side_is_no_product(line: tuple[slice, slice], level: int) -> None:
    image = with_block(sheet(side=400), (100, 120, 300, 280))
    image[line] = level
    assert bounding_box(product_mask(find_background(image))) == (100, 120, 300, 280)


def test_a_product_that_is_cut_off_at_an_edge_reaches_it() -> None:
    image = with_block(sheet(side=400), (100, 120, 400, 280))
    assert bounding_box(product_mask(find_background(image))) == (100, 120, 400, 280)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (60, 83)])
@pytest.mark.parametrize("share", [0.05, 0.4, 0.9])
def test_boxes_and_areas_of_pieces_are_those_of_opencv(shape: tuple[int, int], share: float) -> None:
    mask = np.random.default_rng(3).random(shape) < share
    labels, stats = connected_components(mask)
    count, expected_labels, expected, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    assert len(stats) == count and stats[0, 4] == np.count_nonzero(~mask)
    order = [int(labels[expected_labels == number][0]) for number in range(1, count)]
    assert sorted(order) == list(range(1, count))
    assert (stats[order] == expected[1:]).all()


@pytest.mark.parametrize("wanted", [[], [1], [1, 3], [1, 2, 3]])
def test_chosen_pieces_alone_are_in_the_mask(wanted: list[int]) -> None:
    labels = np.array([[0, 1, 2], [3, 0, 1]])
    assert (chosen(labels, np.isin(np.arange(4), wanted)) == np.isin(labels, wanted)).all()
