"""The card tells the figures of the model and both teachers, and whether the training helped."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("openvino")

from core.learning.objects.card import rounded, text, verdict  # noqa: E402
from core.learning.objects.evaluation import figures  # noqa: E402
from core.learning.objects.labels import Labeled  # noqa: E402
from tests.learning.objects.test_evaluation import HERE, NOTHING, THERE, judged  # noqa: E402
from tests.learning.objects.test_labels import CUP, PERSON, found  # noqa: E402


def test_the_card_tells_the_figures(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("path,block,source,licence_class\nhome/1.jpg,home,web,4\n")
    measured = {"coco": figures([judged(found((*HERE, CUP, 0.9), (*THERE, PERSON, 0.9)),
                                        found((*HERE, CUP, 1), (*THERE, PERSON, 1)))] * 4)}
    alarms = {"shoes alone": {"count": 1, "n": 50, "share": 0.02, "low": 0.01, "high": 0.1,
                              "most": [("cup", 1)]}}
    report = {"threshold": 0.41, "iou": 0.6, "precision_held_out": 0.8, "recall_held_out": 0.5, "taught": 1,
              "held_out": 2, "held_out_ap50": {"own": 0.71, "yolox_nano": 0.6},
              "false_alarms": alarms,
              "detectors": dict.fromkeys(("objects_9", "yolox_nano", "yolo11n"), measured)}  # fmt: skip
    card = text(report, "objects_9", [Labeled("home/1.jpg", NOTHING, False)], tmp_path)
    assert "**0.41**" in card and "| cup | 4 | 1.000 (1.000-1.000) |" in card and "0.710" in card
    assert "1 = 2.0% (1.0%-10.0%) cup 1" in card and "| home | 4 | 1 | 0 | 1 smaller ones |" in card
    assert "worse" in verdict({"ap50": 0.4, "low": 0.35, "high": 0.45}, {"ap50": 0.6})
    assert rounded({"a": [0.12345], "b": 0.123456}) == {"a": [0.12345], "b": 0.1235}
