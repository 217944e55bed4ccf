"""Candidate and model in use on labeled pictures: gain, its interval over look-alikes, and each picture that moved."""

from __future__ import annotations

import numpy as np

from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS
from core.retrain.compare import Judge, changes, compare, interval

SAYS = np.eye(4) * 4
INTENT = Judge("intent", 0.5)


def test_gain_lists_and_interval() -> None:
    samples = [Sample(f"{number:064}", INTENT_LABELS[number % 4]) for number in range(40)]
    truth = np.arange(40) % 4
    now, then = np.where(np.arange(40) < 8, (truth + 1) % 4, truth), truth.copy()
    then[39] = 0
    groups = {sample.picture_id: sample.picture_id for sample in samples}
    found = compare(samples, groups, (SAYS[now], SAYS[then]), INTENT)
    assert (found.now.hits, found.candidate.hits, found.points) == (32, 39, 17.5)
    assert 0 < found.low < 17.5 < found.high < 40 and found.groups == 40
    assert len(found.better) == 8 and [item.picture_id for item in found.worse] == [f"{39:064}"]
    assert [(item.label, item.now.count, item.candidate.hits) for item in found.by_label] == [
        ("negative", 10, 10), ("apparel", 10, 10), ("home_decor", 10, 10), ("other", 10, 9)]
    assert found.worse[0].candidate == "negative" and found.worse[0].now == "other"


def test_look_alikes_widen_the_interval() -> None:
    gains = np.array([1.0] * 10 + [0.0] * 30)
    alone = interval(gains, [str(number) for number in range(40)])
    alike = interval(gains, [str(number // 10) for number in range(40)])
    assert alike[1] - alike[0] > 1.5 * (alone[1] - alone[0])


def test_changes_count_labels_and_both_ways_of_the_rule() -> None:
    now, then = SAYS[[0, 1, 2, 3]], SAYS[[1, 1, 0, 2]]
    found = changes(now, then, INTENT, "job")
    assert (found.pictures, found.labels, found.shoppable, found.not_shoppable) == (4, 3, 1, 1)
    assert changes(now[:0], then[:0], INTENT, "").pictures == 0


def test_sensitive_is_judged_at_the_models_own_threshold() -> None:
    samples = [Sample(f"{number:064}", "sensitive" if number < 2 else "not sensitive") for number in range(4)]
    logits = np.log(np.array([[0.6, 0.4], [0.9, 0.1], [0.8, 0.2], [0.2, 0.8]]))
    strict, browser = Judge("sensitive", 0.3), Judge("sensitive", 0.5)
    groups = {sample.picture_id: sample.picture_id for sample in samples}
    found = compare(samples, groups, (logits, logits), strict)
    assert found.now.hits == 2 and compare(samples, groups, (logits, logits), browser).now.hits == 1
    assert [(item.label, item.now.hits, item.now.count) for item in found.by_label] == [
        ("not sensitive", 1, 2), ("sensitive", 1, 2)]
    moved = changes(logits, logits[[1, 0, 2, 2]], strict, "")
    assert (moved.labels, moved.shoppable, moved.not_shoppable) == (3, 2, 1)
