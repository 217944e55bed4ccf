"""Planted label errors are found, good labels are left alone."""

from __future__ import annotations

import numpy as np

from core.datasets.confident_learning import label_errors


def test_planted_errors_are_found_and_few_others() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, 400)
    scores = rng.dirichlet(np.ones(4), 400) * 0.3
    scores[np.arange(400), truth] += 0.7
    labels = truth.copy()
    planted = rng.choice(400, 40, replace=False)
    labels[planted] = (labels[planted] + 1) % 4
    rows, suggested = label_errors(scores, labels)
    assert set(rows.tolist()) <= set(planted.tolist()), "no good label is doubted"
    assert len(rows) >= 36 and np.array_equal(suggested, truth[rows])


def test_without_errors_or_rows_there_is_nothing_to_doubt() -> None:
    assert [len(part) for part in label_errors(np.zeros((0, 4)), np.zeros(0, np.int64))] == [0, 0]
    assert len(label_errors(np.eye(4), np.arange(4))[0]) == 0
    assert len(label_errors(np.tile([0.1, 0.9], (5, 1)), np.zeros(5, np.int64))[0]) == 0, "nothing is known of 1"
