"""What must stay: faces, the main persons, and what stands out from a plain background."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.crops.subject import Measured, subject_of
from core.nouns.detections import Detections
from tests.made_up import made_up_analysis


def persons(*boxes: list[float]) -> Detections:
    return Detections("person", np.float32(boxes).reshape(-1, 4), np.ones(len(boxes), np.float32))


def test_the_product_is_the_main_persons_and_what_stands_out() -> None:
    analysis = replace(made_up_analysis(), persons=persons([30, 10, 100, 290], [120, 20, 180, 280], [0, 0, 10, 20]))
    subject = subject_of(analysis, Measured((90, 5, 199, 100), ((1, 2, 3, 4),)), (5, 5, 5, 5))
    assert subject.product == (30, 5, 199, 290), "without the bystander"
    assert subject.faces == ((60, 20, 100, 70),) and subject.text == ((1, 2, 3, 4),) and subject.own == (5, 5, 5, 5)
    assert subject.has_person
    assert not subject_of(made_up_analysis(kind="product_only"), Measured((1, 2, 3, 4))).has_person


def test_without_persons_and_on_a_busy_ground_nothing_is_known() -> None:
    for found in (None, persons()):
        subject = subject_of(replace(made_up_analysis(kind="product_only"), persons=found), Measured())
        assert subject.product is None and subject.faces == ()
    assert subject_of(made_up_analysis(kind="product_only"), Measured((1, 2, 3, 4))).product == (1, 2, 3, 4)


def test_what_was_measured_survives_json() -> None:
    for measured in (Measured(), Measured((1, 2, 3, 4), ((5, 6, 7, 8),))):
        assert Measured.from_dict(measured.to_dict()) == measured
