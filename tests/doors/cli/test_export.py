"""The command `models export`: a table with its basis, files in the folder, and bad input as one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core import demo
from core.doors.cli.main import main
from core.nouns.source import Source
from tests.datasets.class_folders import draw
from tests.export.tiny_intent import tiny_intent


@pytest.mark.slow
def test_the_files_and_their_report_are_written(tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path / "data"))
    photos = [Source(f"{number}.jpg", path=draw(tmp_path / f"{number}.jpg", number)) for number in range(4)]
    monkeypatch.setattr(demo, "shop_photos", lambda site: photos)
    model, out = tiny_intent(tmp_path / "tiny.tflite"), tmp_path / "out"
    assert main(["models", "export", str(model), "--format", "f16", "--out", str(out)]) == 0
    text = capsys.readouterr()
    assert "float16" in text.out and "the demo shop" in text.out and "tiny.f16.tflite" in text.err
    report = json.loads((out / "report.json").read_text())
    assert (out / "tiny.f16.tflite").stat().st_size == report["variants"][0]["bytes"]
    assert main(["models", "export", str(model), "--format", "tf", "--out", str(out)]) == 2
    assert "not 'tf'" in capsys.readouterr().err
