"""The command: pictures are labeled, a version is measured and registered, and promoted only on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")

from core.learning.objects import train as module  # noqa: E402
from core.learning.objects.evaluation import figures  # noqa: E402
from core.models.manifest import Manifest  # noqa: E402
from tests.learning.objects.test_evaluation import HERE, THERE, judged  # noqa: E402
from tests.learning.objects.test_labels import CUP, PERSON, found  # noqa: E402

LABELS = [["home/1.jpg", False, [[0, 0, 9, 9, 41, 0.8]]], ["home/2.jpg", True, []]]


@pytest.mark.parametrize("promote", [False, True])
def test_a_measured_model_is_registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promote: bool) -> None:
    for folder in ("data", "work"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "manifest.csv").write_text("path,block,source,licence_class\nhome/1.jpg,home,web,4\n")
    (tmp_path / "work" / "labels.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LABELS))
    seen = {}

    def made(args, held_out, taught) -> None:
        seen.update(held_out=[entry.path for entry in held_out], taught=[entry.path for entry in taught])
        for suffix in (".xml", ".bin"):
            (args.work / f"{args.name}{suffix}").write_bytes(suffix.encode())

    judgment = [judged(found((*HERE, CUP, 0.9)), found((*HERE, CUP, 1), (*THERE, PERSON, 1)))]
    measured = {"coco": figures(judgment)}
    report = {"threshold": 0.41, "iou": 0.6, "precision_held_out": 0.8, "recall_held_out": 0.5, "taught": 1,
              "held_out": 1, "held_out_ap50": {"own": 0.7, "yolox_nano": 0.6},
              "false_alarms": {},
              "detectors": dict.fromkeys(("objects_1", "yolox_nano", "yolo11n"), measured)}  # fmt: skip
    for name, value in {"open_yolox": lambda weights: None, "open_yolo11": lambda weights: None,
                        "read_manifest": lambda data: [], "train_and_export": made,
                        "evaluate": lambda args, held_out, taught: report}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module.labels, "label_pack", lambda *rest, **named: None)
    options = [f"--{name}={tmp_path / name}" for name in ("data", "weights", "out", "work")]
    module.main([*options, *["--promote"] * promote])
    assert seen == {"held_out": ["home/2.jpg"], "taught": ["home/1.jpg"]}
    manifest = Manifest.read(tmp_path / "out")
    entry = manifest.entries["objects_1"]
    assert entry.role == "objects" and len(entry.labels) == 80 and entry.threshold("score") == 0.41
    assert manifest.current == ({"objects": "objects_1"} if promote else {})
    assert (tmp_path / "out" / "objects_1.md").read_text().startswith("# Object model `objects_1`")
