"""Detectors with one interface: raw outputs are decoded, suppressed and brought into the picture's frame."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.persons.detectors import (  # noqa: E402
    YOLOX_SIZE,
    YOLOX_STRIDES,
    Detector,
    bgr_bytes,
    decode_own,
    decode_yolov5,
    decode_yolox,
    latency_ms,
    rgb_unit,
)


def detector(rows: list[list[float]]) -> Detector:
    """A network of 100 px that always answers these rows: center x, center y, width, height, score."""
    output = np.array(rows, np.float32).T.reshape(1, 5, -1)
    return Detector(lambda inputs: [output], 100, rgb_unit, decode_own, iou=0.5)  # type: ignore[arg-type]


def test_boxes_come_in_the_pictures_frame_best_first_without_repeats() -> None:
    find = detector([[50, 50, 20, 40, 0.6], [50, 51, 20, 40, 0.9], [80, 50, 10, 10, 0.3], [50, 50, 5, 5, 0.0001]])
    boxes, scores = find(np.zeros((400, 200, 3), np.uint8))  # scaled to 50 x 100 in the middle of the square
    assert scores.tolist() == pytest.approx([0.9, 0.3]) and scores.dtype == np.float32
    assert boxes.tolist() == [[60, 124, 140, 284], [200, 180, 200, 220]], "the second lies on the margin and is clipped"


@pytest.mark.parametrize("rows", [[], [[50, 50, 10, 10, 0.01]]])
def test_a_floor_leaves_nothing_or_what_is_above_it(rows: list[list[float]]) -> None:
    find = detector(rows or [[0, 0, 0, 0, 0]])
    assert len(find(np.zeros((10, 10, 3), np.uint8), floor=0.05)[0]) == 0


def test_inputs_have_the_channels_and_the_range_of_their_network() -> None:
    square = np.zeros((2, 2, 3), np.uint8)
    square[..., 0] = 255
    assert rgb_unit(square).shape == (1, 3, 2, 2) and rgb_unit(square)[0, :, 0, 0].tolist() == [1, 0, 0]
    assert bgr_bytes(square)[0, :, 0, 0].tolist() == [0, 0, 255]


def test_scores_of_the_teachers_are_products() -> None:
    boxes, scores = decode_yolov5(np.array([[[1, 2, 3, 4, 0.5, 0.8]]], np.float32))
    assert boxes.tolist() == [[1, 2, 3, 4]] and scores == pytest.approx([0.4])


def test_boxes_of_yolox_are_relative_to_their_cell() -> None:
    cells = sum((YOLOX_SIZE // stride) ** 2 for stride in YOLOX_STRIDES)
    output = np.zeros((1, cells, 85), np.float32)
    output[0, 1, :6] = [0.5, 0.5, 0, np.log(2), 1, 0.5]  # the second cell of the finest grid
    output[0, -1, :6] = [0, 0, 0, 0, 1, 1]  # the last of the coarsest
    boxes, scores = decode_yolox(output)
    last = YOLOX_SIZE // 32 - 1
    assert boxes[1].tolist() == pytest.approx([12, 4, 8, 16]) and boxes[-1].tolist() == [32 * last, 32 * last, 32, 32]
    assert scores[[1, -1]].tolist() == [0.5, 1]


def test_latency_is_measured_for_the_network_and_the_whole() -> None:
    class Detector:
        size = 8

        def prepare(self, square: np.ndarray) -> np.ndarray:
            return square[None]

        def network(self, inputs: list) -> None:
            assert inputs[0].shape == (1, 8, 8, 3)

        def __call__(self, image: np.ndarray, floor: float) -> None:
            assert floor == 0.05

    timings = latency_ms(Detector(), np.zeros((4, 4, 3), np.uint8), repeats=3)  # type: ignore[arg-type]
    assert set(timings) == {"network", "whole"} and timings["whole"]["min"] <= timings["whole"]["median"]
