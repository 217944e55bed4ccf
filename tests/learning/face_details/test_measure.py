"""Rules separate what they were fitted on, the head names classes, and the labels say what they may say."""

from __future__ import annotations

import csv

import numpy as np

from core.learning.face_details.measure import GLASSES, LABELS, by_class, head, left_out, measured, rule

WORDS = {"smile": {"yes", "no", "unclear"}, "mouth": {"open", "closed", "unclear"},
         "eyes": {"open", "closed", "unclear"}, "head": {"left", "right", "front", "unclear"}, "glasses": set(GLASSES)}


def test_each_portrait_is_labeled_once() -> None:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["path"] for row in rows}) == len(rows) > 300
    assert all(row[name] in words for row in rows for name, words in WORDS.items())


def test_a_rule_lies_between_the_two_classes() -> None:
    numbers = np.concatenate([np.linspace(0, 0.1, 40), np.linspace(0.2, 0.4, 10)])
    yes = np.arange(50) >= 40
    fitted = rule(numbers, yes)
    assert 0.1 < -fitted[1] / fitted[0] < 0.2
    found = measured(numbers, yes, fitted)
    assert found["auc"] == 1 and found["right"]["count"] == 50 and found["yes_found"]["of"] == 10


def test_a_head_finds_three_classes_also_in_groups_that_taught_nothing() -> None:
    truth = np.repeat(GLASSES, 30)
    vectors = np.random.default_rng(0).normal(0, 0.3, (90, 16)).astype(np.float32)
    vectors[np.arange(90), np.repeat([0, 1, 2], 30)] += 2
    weights, bias = head(vectors, truth, 0.01)
    assert weights.shape == (3, 16) and bias.shape == (3,)
    said = left_out(vectors, truth, np.arange(90) // 2, 0.01)
    assert all(found["found"]["count"] >= 28 for found in by_class(said, truth).values())
