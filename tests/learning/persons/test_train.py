"""The command: labels are made once, a version is measured and registered, and promoted only on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from core.learning.persons import train as module  # noqa: E402
from core.learning.persons.labels import Sample  # noqa: E402
from core.models.manifest import Manifest  # noqa: E402
from tests.learning.persons.test_card import figures  # noqa: E402


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "manifest.csv").write_text("path,block,source,licence_class\nlegs/1.jpg,legs,web,4\n")
    return [f"--{option}={tmp_path / option}" for option in ("data", "weights", "out", "work")]


def test_data_and_weights_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        module.main([])
    assert "--data, --weights" in capsys.readouterr().err


def test_labels_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(module, "open_yolox", lambda weights, threads: "yolox")
    monkeypatch.setattr(module, "open_yolov5", lambda weights, size, threads: "yolov5")
    monkeypatch.setattr(module.labels, "label_pack", lambda data, teachers, log: calls.append(teachers) or [
        Sample("legs/1.jpg", "legs", [[0.0, 0.0, 1.0, 1.0]])])
    first, second = (module.labeled_samples(tmp_path, tmp_path, tmp_path) for _ in range(2))
    assert first == second and calls == [("yolox", "yolov5")]


@pytest.mark.parametrize("promote", [False, True])
def test_a_measured_model_is_registered(folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                        promote: bool) -> None:
    own, public = figures(0.61), figures(0.52)
    for values in (own, public):
        values["false_alarms"]["all_products"] = values["false_alarms"]["home"]
    (tmp_path / "work").mkdir()
    for suffix in module.export.SUFFIXES:
        (tmp_path / "work" / f"persons_9{suffix}").write_bytes(suffix.encode())
    monkeypatch.setattr(module, "train_and_export", lambda args: None)
    monkeypatch.setattr(module, "open_own", lambda path, size, iou: "own")
    monkeypatch.setattr(module, "open_yolox", lambda weights: "public")
    monkeypatch.setattr(module, "validate", lambda detector, data: own if detector == "own" else public)
    monkeypatch.setattr(module, "read_rgb", lambda path: None)
    monkeypatch.setattr(module, "latency_ms", lambda *rest: {"network": {"min": 9.0}, "whole": {"min": 10.0}})
    module.main([*folders, "--name", "persons_9", *(["--promote"] if promote else [])])
    manifest = Manifest.read(tmp_path / "out")
    assert manifest.current == ({"persons": "persons_9"} if promote else {})
    assert manifest.entries["persons_9"].thresholds == {"score": 0.37, "iou": 0.6}
    report = json.loads((tmp_path / "out" / "persons_9.json").read_text())
    assert report["yolox_nano"]["ap50"]["coco"]["ap50"] == 0.52
    assert (tmp_path / "work" / "yolox_nano.json").is_file(), "the public detector is measured once"
