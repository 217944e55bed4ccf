"""Targets carry labels, the teacher's share and weights; batches come from the mask alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import training_set as module  # noqa: E402
from core.learning.intent.classifier import FEATURES, FORMS  # noqa: E402
from core.learning.intent.training_set import TrainingSet, build_training_set, mapped_scores  # noqa: E402


@pytest.fixture
def training_set() -> TrainingSet:
    """Four pictures: negative and restricted, apparel, unlabeled, other and a look-alike; two views."""
    pack = pd.DataFrame({"y": [0, 1, -1, 3], "s": [1, 0, -1, 0], "hard": [False, False, False, True],
                         "source": ["a", "b", "b", "c"], "label": ["weapon", "", "", ""]})
    views = [np.arange(4, dtype=np.float16)[:, None] + np.full((4, 3), start, np.float16) for start in (0, 10)]
    return TrainingSet(pack, views, np.full((4, 4), 0.25))


def test_targets_mix_labels_with_the_teacher(training_set: TrainingSet) -> None:
    targets = training_set.targets()
    share = module.TEACHER_SHARE
    assert targets.shape == (4, 6) and targets.dtype == np.float32
    assert targets[1, :4] == pytest.approx([share / 4, 1 - share + share / 4, share / 4, share / 4])
    assert targets[2, :4] == pytest.approx([share / 4] * 4), "without a label only the teacher speaks"


def test_each_kind_of_restricted_goods_weighs_as_much_and_look_alikes_apart() -> None:
    pack = pd.DataFrame({"s": [1] * 12 + [0] * 8 + [-1], "hard": [False] * 18 + [True] * 2 + [False],
                         "source": ["guns"] * 10 + ["bar", "vapes"] + ["shop"] * 9,
                         "label": ["weapon"] * 10 + ["beer", "vape"] + [""] * 9})
    weights = module.sensitive_weights(pack)
    each = module.POSITIVE_SHARE / 3
    assert [weights[:10].sum(), weights[10], weights[11]] == pytest.approx([each] * 3)
    assert weights[18:20].sum() == pytest.approx(module.HARD_SHARE) and weights[20] == 0
    assert weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("mask", [[True] * 4, [True, True, False, True]])
def test_batches_come_from_the_mask_and_match_their_targets(training_set: TrainingSet, mask: list[bool]) -> None:
    inputs, goals = training_set.sampler(np.array(mask), training_set.views)(np.random.default_rng(0), 64)
    rows = inputs[:, 0].astype(int) % 10
    assert inputs.shape == (64, 3) and set(inputs[:, 0].astype(int) // 10) == {0, 1}, "any view"
    assert set(rows) <= set(np.flatnonzero(mask))
    intents, sensitive = training_set.targets()[rows, :4], training_set.targets()[rows, 4:]
    assert np.array_equal(goals[:32], np.hstack([intents[:32], np.zeros((32, 2))]))
    assert np.array_equal(goals[32:], np.hstack([np.zeros((32, 4)), sensitive[32:]]))
    assert sensitive[32:].sum() == 32, "only pictures that were checked for restricted goods teach them"


def test_the_teacher_is_the_mean_of_networks_and_views() -> None:
    networks = []
    for favorite in (0, 1):  # of two networks, each sure of its own class
        kernel, bias = np.zeros((FEATURES // len(FORMS), 2), np.float32), np.full(2, -50.0, np.float32)
        bias[favorite] = 50
        networks.append((FORMS[favorite], [(kernel, bias)]))
    views = [np.zeros((3, FEATURES), np.float16)] * 2
    built = build_training_set(pd.DataFrame({"y": [0, 1, 2]}), views, networks, np.eye(4)[[1, 3]])
    assert built.teacher == pytest.approx(np.tile([0, 0.5, 0, 0.5], (3, 1)))


def test_scores_of_classes_add_up_to_intents() -> None:
    logits = np.log(np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert mapped_scores(logits, np.eye(4)[[0, 1, 1, 3]]) == pytest.approx(np.array([[0.1, 0.5, 0.0, 0.4]]))
