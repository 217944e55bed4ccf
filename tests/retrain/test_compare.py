"""Candidate and model in use on labeled pictures: gain, its interval over look-alikes, and each picture that moved."""

from __future__ import annotations

import numpy as np

from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS
from core.retrain.compare import changes, compare, interval

SAYS = np.eye(4) * 4


def test_gain_lists_and_interval() -> None:
    samples = [Sample(f"{number:064}", INTENT_LABELS[number % 4]) for number in range(40)]
    truth = np.arange(40) % 4
    now, then = np.where(np.arange(40) < 8, (truth + 1) % 4, truth), truth.copy()
    then[39] = 0
    found = compare(samples, {sample.picture_id: sample.picture_id for sample in samples}, SAYS[now], SAYS[then])
    assert (found.now.hits, found.candidate.hits, found.points) == (32, 39, 17.5)
    assert 0 < found.low < 17.5 < found.high < 40 and found.groups == 40
    assert len(found.better) == 8 and [item.picture_id for item in found.worse] == [f"{39:064}"]
    assert found.worse[0].candidate == "negative" and found.worse[0].now == "other"


def test_look_alikes_widen_the_interval() -> None:
    gains = np.array([1.0] * 10 + [0.0] * 30)
    alone = interval(gains, [str(number) for number in range(40)])
    alike = interval(gains, [str(number // 10) for number in range(40)])
    assert alike[1] - alike[0] > 1.5 * (alone[1] - alone[0])


def test_changes_count_labels_and_both_ways_of_the_rule() -> None:
    now, then = SAYS[[0, 1, 2, 3]], SAYS[[1, 1, 0, 2]]
    found = changes(now, then, 0.5, "job")
    assert (found.pictures, found.labels, found.shoppable, found.not_shoppable) == (4, 3, 1, 1)
    assert changes(now[:0], then[:0], 0.5, "").pictures == 0
