"""Other thresholds change what they should, say where stored scores do not tell, and stay fast."""

from __future__ import annotations

import time

import numpy as np
import pytest

from core.whatif.changes import UNKNOWN, change_of, curve_of
from core.whatif.flow import flow_of
from core.whatif.scores import Scores
from tests.whatif.made_up_scores import scores_of, stored


def test_a_lower_face_threshold_brings_refused_candidates_back_and_a_higher_one_falls_to_the_person() -> None:
    scores = scores_of(stored(face=0.3), stored(face=0.9, person=0.8), stored())
    lower = change_of(scores, scores.thresholds.changed({"face": 0.2}))
    assert lower.changed.tolist() == [0] and lower.kind_after.tolist() == [0, 0, 2]
    higher = change_of(scores, scores.thresholds.changed({"face": 0.95}))
    assert higher.changed.tolist() == [1] and higher.kind_after.tolist() == [2, 1, 2]


def test_what_is_not_stored_is_unknown_and_never_guessed() -> None:
    scores = scores_of(stored(face=0.9, person=None), stored(face=0.9, looked=False))
    no_face = scores.thresholds.changed({"face": 0.95})
    assert change_of(scores, no_face).kind_after.tolist() == [2, UNKNOWN]
    lower_person = no_face.changed({"person": 0.3})
    assert change_of(scores, lower_person).kind_after.tolist() == [UNKNOWN, UNKNOWN]


def test_counts_add_up_and_name_the_reason() -> None:
    scores = scores_of(stored(), stored(score=0.6), stored(sensitive=0.45), stored(score=0.2))
    found = change_of(scores, scores.thresholds.changed({"shoppable": 0.7, "sensitive": 0.4}))
    verdicts = {row["name"]: (row["before"], row["after"]) for row in found.counts() if row["group"] == "verdict"}
    assert verdicts == {"shoppable": (3, 1), "negative": (1, 2), "sensitive": (0, 1)}
    assert sum(row["difference"] for row in found.counts()) == 0


def test_precision_and_recall_are_those_counted_by_hand() -> None:
    scores = scores_of(stored(score=0.9), stored(score=0.6), stored(score=0.7), stored(score=0.1), stored(),
                       truth=(1, 1, 0, 0, -1))
    curve = curve_of(scores, scores.thresholds, "shoppable")
    assert curve is not None and (curve.known, curve.sellable) == (4, 2)
    at = {threshold: rest for threshold, *rest in curve.points}
    assert at[0.5] == [pytest.approx(2 / 3), 1.0] and at[0.8] == [1.0, 0.5] and at[0.94] == [None, 0.0]
    assert curve_of(scores_of(stored()), scores.thresholds, "shoppable") is None


def test_a_hundred_thousand_pictures_take_less_than_a_second() -> None:
    random, many = np.random.default_rng(1), 100_000
    one = scores_of(stored())
    face, person, score, sensitive = random.random((4, many))
    kind = np.where(face > 0.5, 0, np.where(person >= 0.49, 1, 2)).astype(np.int8)
    scores = Scores(one.thresholds, np.arange(many), ("a.jpg",) * many, ("a" * 64,) * many, face, person, person,
                    score, sensitive, kind, (score > 0.5) & (sensitive < 0.5), np.zeros(many, np.int8),
                    (score > 0.4).astype(np.int8))
    new = one.thresholds.changed({"face": 0.7, "shoppable": 0.6})
    start = time.process_time()
    found, flow, curve = change_of(scores, new), flow_of(scores, new), curve_of(scores, new, "shoppable")
    assert time.process_time() - start < 1
    assert len(found.changed) == np.count_nonzero(
        ((face > 0.5) & (face <= 0.7)) | ((score > 0.5) & (score <= 0.6) & (sensitive < 0.5)))
    assert flow.pictures == many and curve is not None
