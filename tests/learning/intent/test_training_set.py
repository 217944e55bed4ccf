"""Targets carry labels, the teacher's share and weights; batches come from the mask alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import training_set as module  # noqa: E402
from core.learning.intent.features import View  # noqa: E402
from core.learning.intent.training_set import TrainingSet, mapped_scores  # noqa: E402


@pytest.fixture
def training_set() -> TrainingSet:
    """Four pictures: negative and restricted, apparel, unlabeled, other and a look-alike."""
    pack = pd.DataFrame({"y": [0, 1, -1, 3], "s": [1, 0, -1, 0], "hard": [False, False, False, True],
                         "source": ["a", "b", "b", "c"]})
    views = [View(np.arange(4), np.arange(4, dtype=np.float16)[:, None] + np.zeros((4, 3), np.float16)),
             View(np.array([1, 3]), np.array([[11.0] * 3, [13.0] * 3], np.float16))]
    pooled = [view.maps.astype(np.float32) + 100 for view in views]
    return TrainingSet(pack, views, pooled, np.full((4, 4), 0.25), (np.eye(4), np.zeros(4)))


def test_targets_mix_labels_with_the_teacher(training_set: TrainingSet) -> None:
    targets = training_set.targets()
    share = module.TEACHER_SHARE
    assert targets.shape == (4, 6) and targets.dtype == np.float32
    assert targets[1, :4] == pytest.approx([share / 4, 1 - share + share / 4, share / 4, share / 4])
    assert targets[2, :4] == pytest.approx([share / 4] * 4), "without a label only the teacher speaks"


def test_restricted_goods_and_look_alikes_weigh_more(training_set: TrainingSet) -> None:
    sensitive = training_set.targets()[:, 4:] / module.SENSITIVE_WEIGHT
    assert sensitive.tolist() == [[0, module.POSITIVE_WEIGHT], [1, 0], [0, 0], [module.HARD_WEIGHT, 0]]


@pytest.mark.parametrize("mask", [[True] * 4, [False, True, False, True], [True, False, False, False]])
def test_batches_come_from_the_mask_and_match_their_targets(training_set: TrainingSet, mask: list[bool]) -> None:
    from_pooled, from_maps = training_set.samplers(np.array(mask))
    targets = training_set.targets()
    for sample, offset in ((from_pooled, 100), (from_maps, 0)):
        inputs, goals = sample(np.random.default_rng(0), 64)
        rows = (inputs[:, 0] - offset).astype(int) % 10
        assert inputs.shape == (64, 3) and inputs.dtype == np.float32
        assert set(rows) <= set(np.flatnonzero(mask)) and np.array_equal(goals, targets[rows])


def test_a_picture_with_more_views_is_not_sampled_more_often(training_set: TrainingSet) -> None:
    training_set.pack["y"] = 1
    training_set.pack["source"] = "one"
    inputs, _ = training_set.samplers(np.ones(4, bool))[1](np.random.default_rng(0), 20_000)
    counts = np.bincount(inputs[:, 0].astype(int) % 10, minlength=4)
    assert counts / counts.sum() == pytest.approx([0.25] * 4, abs=0.02)


def test_scores_of_classes_add_up_to_intents() -> None:
    logits = np.log(np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert mapped_scores(logits, np.eye(4)[[0, 1, 1, 3]]) == pytest.approx(np.array([[0.1, 0.5, 0.0, 0.4]]))
