"""Training squares: boxes go where their things go, parts of bodies are cut, rare classes come more often."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

from core.learning.objects.labels import Labeled  # noqa: E402
from core.learning.objects.squares import Squares, body_part, draw_weights, fill  # noqa: E402
from tests.learning.objects.test_labels import CUP, PERSON, found  # noqa: E402


@pytest.mark.parametrize("zoom", [0.6, 1.0, 1.5])
def test_boxes_follow_their_things(zoom: float) -> None:
    image = np.zeros((60, 90, 3), np.uint8)
    image[20:40, 30:60] = 255
    for seed in range(5):
        canvas = np.zeros((128, 128, 3), np.uint8)
        there = fill(canvas, (10, 20, 110, 120), image, found((30, 20, 60, 40, CUP, 0.9)), zoom=zoom,
                     rng=np.random.default_rng(seed))
        rows, columns = np.nonzero(canvas[..., 0] > 127)
        box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert there.xyxy[0].tolist() == pytest.approx(box, abs=2) and there.scores[0] == pytest.approx(0.9)


def test_a_part_of_the_body_keeps_its_person_and_loses_what_is_gone() -> None:
    image, seen = np.zeros((400, 200, 3), np.uint8), found((60, 20, 140, 380, PERSON, 1), (0, 0, 20, 20, CUP, 0.8))
    parts = [body_part(image, seen, np.random.default_rng(seed)) for seed in range(20)]
    assert all(PERSON in part.classes for _, part in parts)
    assert any(cut.shape[0] < 250 and CUP not in part.classes for cut, part in parts)
    assert body_part(image, found((0, 0, 20, 20, CUP, 0.8)), np.random.default_rng(0))[0].shape == image.shape


def test_rare_classes_come_more_often() -> None:
    common, rare = found((0, 0, 9, 9, CUP, 0.9)), found((0, 0, 9, 9, 79, 0.9))
    weights = draw_weights([Labeled("", common, False)] * 199 + [Labeled("", rare, False)])
    assert weights.sum() == pytest.approx(1) and weights[-1] == pytest.approx(2 * weights[0])


def test_a_batch_depends_on_its_number_alone(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), np.random.default_rng(0).integers(0, 255, (80, 60, 3), np.uint8))
    squares = Squares(tmp_path, [Labeled("1.png", found((5, 5, 50, 70, CUP, 0.7)), False)], batch=3)
    one, again = squares.make(7, (64, 96)), next(squares.stream((64, 96), 7))
    assert one.images.shape[0] == 3 and one.images.shape[-1] in (64, 96) and (one.images == again.images).all()
    assert all(((each.xyxy >= 0) & (each.xyxy <= one.images.shape[-1])).all() for each in one.found)
