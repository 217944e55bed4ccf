"""Stored scores say what decided; what rounding moved over a threshold stands again where the chain saw it."""

from __future__ import annotations

from core.whatif.changes import change_of
from tests.whatif.made_up_scores import scores_of, stored


def test_refused_candidates_count_and_what_is_not_stored_is_a_range() -> None:
    scores = scores_of(stored(face=0.3), stored(), stored(face=0.9), stored(face=0.9, looked=False),
                       stored(person=0.8))
    assert scores.face.tolist() == [0.3, -1.0, 0.9, 0.9, -1.0]
    assert scores.person_low.tolist() == [0.1, 0.1, 0.0, 0.0, 0.8]
    assert scores.person_high[2] < 0.49 < scores.person_high[3] == 1.0 and scores.person_high[4] == 0.8
    assert (scores.thresholds.face, scores.thresholds.person) == (0.5, 0.49)


def test_scores_that_were_rounded_onto_a_threshold_keep_the_stored_verdict() -> None:
    face = stored(face=0.6) | {"faces": {"scores": [0.5]}}  # 0.50004 was a face
    missed = stored() | {"decided_by": {"stage": "none", "score": 0.49, "refused": []}}  # 0.48996 was nobody
    shoppable = stored(score=0.6)
    shoppable["intent"] |= {"shoppable_score": 0.5}
    calm = stored(sensitive=0.4)
    calm["intent"] |= {"sensitive_score": 0.5}
    scores = scores_of(face, missed, shoppable, calm)
    found = change_of(scores, scores.thresholds)
    assert len(found.changed) == 0 and found.kind_after.tolist() == [0, 2, 2, 2]
    assert found.verdict_after.tolist() == [0, 0, 0, 0]
