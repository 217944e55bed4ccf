"""The one place that compares scores with thresholds: the chain's borders, and new thresholds are checked."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import Misuse
from core.nouns.thresholds import Thresholds, is_face, is_person, is_shoppable, photo_type, verdict

ORIGINAL = Thresholds(0.5, 0.49, 0.5, 0.5)


def test_a_score_at_its_threshold_is_a_person_but_no_face_not_shoppable_and_too_sensitive() -> None:
    assert is_person(0.49, 0.49) and not is_face(0.5, 0.5)
    assert not is_shoppable(0.5, 0.1, shoppable=0.5, limit=0.5)
    assert not is_shoppable(0.9, 0.5, shoppable=0.5, limit=0.5)


def test_single_numbers_and_arrays_agree() -> None:
    faces, persons = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert photo_type(faces, persons).tolist() == [0, 0, 1, 2]
    scores, sensitive = np.array([0.9, 0.9, 0.3, 0.3]), np.array([0.1, 0.7, 0.1, 0.7])
    many = verdict(scores, sensitive, shoppable=0.5, limit=0.5).tolist()
    assert many == [int(verdict(score, other, shoppable=0.5, limit=0.5))
                    for score, other in zip(scores, sensitive, strict=True)] == [0, 2, 1, 2]


@pytest.mark.parametrize("values", [{"iou": 0.5}, {"face": 1.5}, {"face": float("nan")}])
def test_what_is_no_threshold_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(Misuse):
        ORIGINAL.changed(values)
    assert ORIGINAL.changed({"person": 0.2}) == Thresholds(0.5, 0.2, 0.5, 0.5)
