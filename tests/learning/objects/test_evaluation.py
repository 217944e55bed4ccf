"""AP50 by class, what is neither right nor wrong, the threshold, and alarms."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("openvino")

from core.learning.objects import evaluation  # noqa: E402
from core.learning.objects.detectors import Found  # noqa: E402
from core.learning.objects.evaluation import Judged, figures, quick_ap50, thresholds  # noqa: E402
from tests.learning.objects.test_labels import CUP, PERSON, found  # noqa: E402

NOTHING, HERE, THERE = found(), (0, 0, 10, 10), (50, 50, 60, 60)


def judged(seen: Found, truth: Found, unsure: Found = NOTHING) -> Judged:
    return Judged(seen, truth, unsure)


def test_a_box_of_another_class_finds_nothing() -> None:
    wrong = judged(found((*HERE, 45, 0.9)), found((*HERE, CUP, 1)))
    right = judged(found((*HERE, CUP, 0.9), (*THERE, PERSON, 0.8)), found((*HERE, CUP, 1), (*THERE, PERSON, 1)))
    report = figures([wrong, right])
    assert report["classes"]["cup"]["ap50"] == 0.5 and report["classes"]["person"]["ap50"] == 1
    assert report["all"]["ap50"] == 0.75 and report["things"]["ap50"] == 0.5
    assert report["all"]["boxes"] == 3 and report["all"]["low"] <= 0.75 <= report["all"]["high"]


def test_a_box_on_a_doubtful_thing_is_neither_right_nor_wrong() -> None:
    sure = found((*HERE, CUP, 0.9), (*THERE, CUP, 0.95))
    assert judged(sure, found((*HERE, CUP, 1)), found((*THERE, CUP, 0.15))).matched(CUP)[1].tolist() == [True]
    assert judged(sure, found((*HERE, CUP, 1))).matched(CUP)[1].tolist() == [True, False]


def test_choosing_counts_classes_with_enough_boxes() -> None:
    pictures = [judged(found((*HERE, CUP, 0.9)), found((*HERE, CUP, 1)))] * evaluation.ENOUGH
    assert quick_ap50([*pictures, judged(NOTHING, found((*HERE, 45, 1)))]) == 1
    assert quick_ap50([judged(NOTHING, NOTHING)]) == 0


def test_the_threshold_is_the_lowest_with_the_precision() -> None:
    good, bad = (judged(found((*HERE, CUP, score)), truth) for score, truth in
                 ((0.9, found((*HERE, CUP, 1))), (0.3, NOTHING)))  # fmt: skip
    persons = judged(found((*HERE, PERSON, 0.99)), NOTHING)
    threshold, recall = thresholds([good, good, bad, persons], 0.8)
    assert threshold == pytest.approx(0.9, abs=0.011) and recall == 1, "persons do not count"
    assert thresholds([good, good, bad], 0.6)[0] == pytest.approx(0.3, abs=0.011)


def test_alarms_leave_persons_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "read", lambda data, path: path)
    seen = {"a": found((*HERE, PERSON, 0.9)), "b": found((*HERE, CUP, 0.9)), "c": NOTHING}
    report = evaluation.false_alarms(lambda image, floor: seen[image], Path(), 0.5, {"shoes": ["a", "b", "c"]})
    assert (report["shoes"]["count"], report["shoes"]["n"]) == (1, 3) and report["shoes"]["most"] == [("cup", 1)]


def test_the_test_set_has_all_its_photos(pack: Path) -> None:
    rows = evaluation.coco_rows(pack)
    assert len(rows) == 128 and sum(len(there.classes) for there in rows.values()) == 929
    assert all((there.xyxy > -0.01).all() and (there.xyxy < 1.01).all() for there in rows.values())
