"""Which positions answer for which thing, and what is no loss."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.objects.loss import assign, inside, loss, overlap  # noqa: E402
from core.learning.objects.network import decoded  # noqa: E402
from tests.learning.objects.test_labels import CUP, found  # noqa: E402


def test_a_thing_belongs_to_positions_near_its_middle_and_each_to_one_thing() -> None:
    raw = torch.zeros(84, 85)
    boxes = decoded(raw[None], 64)[0]
    truth = torch.tensor([[2.0, 2, 22, 22], [40, 40, 62, 62]])
    positions, owners = assign(raw, boxes, truth, torch.tensor([CUP, 0]), size=64)
    assert set(owners.tolist()) == {0, 1} and len(set(positions.tolist())) == len(positions)
    for position, owner in zip(positions.tolist(), owners.tolist(), strict=True):
        x, y, stride, _ = boxes[position].tolist()
        middle = (truth[owner, :2] + truth[owner, 2:]) / 2
        assert max(abs(x + stride / 2 - middle[0]), abs(y + stride / 2 - middle[1])) < 1.5 * stride


def test_a_surer_label_asks_for_a_surer_score() -> None:
    raw = torch.zeros(1, 84, 85)
    raw[..., 4] = 4.0  # the network is sure of something everywhere
    sure, doubtful, nothing = (loss(raw, [each], 64) for each in (
        found((16, 16, 48, 48, CUP, 1)), found((16, 16, 48, 48, CUP, 0.2)), found()))
    assert float(sure[1]) < float(doubtful[1]) < float(nothing[1])
    assert nothing[0] == 0 and nothing[2] == 0, "no thing, no box to be wrong about"
    assert float(overlap(torch.tensor([0.0, 0, 9, 9]), torch.tensor([20.0, 20, 30, 30]))) == 0


def test_what_nobody_watches_is_no_loss() -> None:
    raw = torch.full((1, 84, 85), -4.0)
    raw[..., 4] = 4.0
    label = found((16, 16, 48, 48, CUP, 1))
    everywhere, here, nowhere = (float(loss(raw, [label], 64, watched)[1]) for watched in (
        [None], [np.float32([[10, 10, 54, 54]])], [np.zeros((0, 4), np.float32)]))
    assert everywhere > here > nowhere > 0
    assert everywhere == float(loss(raw, [label], 64)[1])
    inner = inside(torch.tensor([[0.0, 0, 9, 9]]), 64)
    assert inner.sum() == 2, "one cell of 8 px and one of 16 have their middle in the corner"
