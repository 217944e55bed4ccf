"""What counts as right, wrong, or neither; counts, rows and gaps of perfect and of poor answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from core.learning.shelves.evaluation import (  # noqa: E402
    Judged,
    best_score,
    judge_shelves,
    matched,
    precision,
    quick,
    shelf_figures,
)
from core.learning.shelves.shelves import Kept, make  # noqa: E402
from core.vision.products.tiles import Boxes  # noqa: E402
from tests.images.shelves.made import packshots  # noqa: E402

TRUTH = np.float32([[0, 0, 10, 10]])


def photo(boxes: list, scores: list) -> Judged:
    found = np.float32(boxes).reshape(-1, 4), np.float32(scores)
    return Judged(found, (np.zeros((0, 4), np.float32), np.zeros(0, np.float32)), TRUTH, "a")


def test_in_a_photo_only_what_lies_on_a_box_can_be_wrong() -> None:
    judged = photo([[0, 0, 10, 10], [50, 50, 60, 60], [0, 0, 5, 6], [0, 0, 40, 40]], [0.9, 0.8, 0.7, 0.6])
    assert matched(judged)[1].tolist() == [True, False, False], "one beside all boxes is neither right nor wrong"
    assert matched(judged, strict=True)[1].tolist() == [True, False, False, False]
    assert precision([judged])["ap50"] == quick([judged]) == 1.0


@pytest.fixture
def shelves(tmp_path: Path) -> list[Kept]:
    return make(packshots(), ("wire", "gondola"), tmp_path, count=2, seed=9, log=lambda line: None)


def test_a_perfect_detector_counts_right(shelves: list[Kept]) -> None:
    answers = iter(shelves)

    def perfect(image: np.ndarray) -> Boxes:
        kept = next(answers)
        number = len(kept.xyxy) + len(kept.price_tags)
        return Boxes(np.concatenate([kept.xyxy, kept.price_tags]), np.full(number, 0.9, np.float32),
                     np.repeat([0, 1], [len(kept.xyxy), len(kept.price_tags)]))

    judged = judge_shelves(perfect, shelves)
    figures = shelf_figures(judged, 0.5, 0.5)
    assert figures["products"]["ap50"] == figures["price_tags"]["ap50"] == 1.0 and best_score(judged) == 0.9
    assert figures["count_error"]["mean"] == 0 and figures["recall"] == figures["precision"] == 1.0
    assert figures["found"] == figures["true_boxes"] and figures["found"]["rows_right"] > 0.95


def test_half_of_the_products_is_half_a_count(shelves: list[Kept]) -> None:
    answers = iter(shelves)

    def lazy(image: np.ndarray) -> Boxes:
        boxes = next(answers).xyxy[::2]
        return Boxes(boxes, np.full(len(boxes), 0.9, np.float32), np.zeros(len(boxes), np.int64))

    figures = shelf_figures(judge_shelves(lazy, shelves), 0.5, 0.5)
    assert figures["count_error"]["mean"] == pytest.approx(0.5, abs=0.02)
    assert figures["recall"] == pytest.approx(0.5, abs=0.02) and figures["tag_recall"] == 0
