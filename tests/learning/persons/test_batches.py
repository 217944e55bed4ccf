"""Batches are repeatable, mixed by role, and in the form that the detection loss reads."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.persons.batches import SHARES, Batches, collate  # noqa: E402
from core.learning.persons.labels import Sample  # noqa: E402
from core.learning.persons.scenes import Scene  # noqa: E402


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    for number in range(4):
        cv2.imwrite(str(tmp_path / "a" / f"{number}.png"), np.full((120, 80, 3), 60 * number, np.uint8))
    return tmp_path


@pytest.fixture
def samples() -> list[Sample]:
    return [Sample("a/0.png", "street", [[10, 10, 70, 110]], [[0, 0, 8, 8]]), Sample("a/1.png", "thing"),
            Sample("a/2.png", "people"), Sample("a/3.png", "worn")]


def test_a_batch_is_what_the_loss_reads() -> None:
    scenes = [Scene(np.full((32, 32, 3), 7, np.uint8), np.array([[0, 8, 16, 24], [0, 0, 32, 32]], np.float32)),
              Scene(np.zeros((32, 32, 3), np.uint8), np.zeros((0, 4), np.float32)),
              Scene(np.zeros((32, 32, 3), np.uint8), np.array([[16, 16, 32, 32]], np.float32))]
    batch = collate(scenes)
    assert batch["img"].shape == (3, 3, 32, 32) and batch["img"].dtype == torch.uint8
    assert batch["bboxes"].tolist() == [[0.25, 0.5, 0.5, 0.5], [0.5, 0.5, 1, 1], [0.75, 0.75, 0.5, 0.5]]
    assert batch["batch_idx"].tolist() == [0, 0, 2] and batch["cls"].shape == (3, 1)


def test_pictures_without_boxes_are_things_or_bare(data: Path, samples: list[Sample]) -> None:
    batches = Batches(data, samples, 4, 0)
    roles = {sample.path: role for role, pool in batches.pools.items() for sample in pool}
    assert roles == {"a/0.png": "street", "a/1.png": "thing", "a/2.png": "bare", "a/3.png": "thing"}
    assert batches.weights.sum() == pytest.approx(1) and set(batches.roles) <= set(SHARES)


def test_a_stream_depends_on_seed_and_number_alone(data: Path, samples: list[Sample]) -> None:
    stream = Batches(data, samples, 2, seed=3).stream((64, 96), workers=2)
    first = [next(stream) for _ in range(4)]
    again = Batches(data, samples, 2, seed=3).stream((64, 96), start=2, workers=1)
    for batch in first[2:]:
        assert torch.equal(batch["img"], next(again)["img"])
    assert {batch["img"].shape[-1] for batch in first} <= {64, 96}
    for batch in first:
        assert len(batch["bboxes"]) == len(batch["batch_idx"]) == len(batch["cls"])
        assert bool(((batch["bboxes"] >= 0) & (batch["bboxes"] <= 1)).all())
