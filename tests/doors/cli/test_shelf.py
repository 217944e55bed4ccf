"""The command shelf on the real models: JSON lines, a planogram, the CSV, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.doors.cli import main as command
from core.settings import ROOT

PHOTO = str(ROOT / "demo" / "shelf" / "shelf.jpg")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MERCHLENS_WORKERS", "1")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_photo_is_read_without_products(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.csv").write_text("sku,facings\nMUG-01,2\n")
    arguments = ["shelf", PHOTO, str(tmp_path / "none.jpg"), "--name", "Tea", "--planogram", str(tmp_path / "plan.csv"),
                 "--csv", str(tmp_path / "counts.csv"), "--json"]
    assert command.main(arguments) == 1, "one photo is missing"
    found, missing = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert len(found["facings"]) > 80 and found["counts"][0]["facings"] == len(found["facings"])
    assert found["counts"][0]["sku"] == "" and found["planogram"][0]["outcome"] == "missing"
    assert missing["message"] and missing["hint"]
    assert "Not in the catalog" in (tmp_path / "counts.csv").read_text("utf-8-sig")


def test_a_refused_detector_is_one_sentence_at_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "goods.onnx").write_text("<html>not found</html>")
    assert command.main(["shelf", PHOTO, "--products-model", str(tmp_path / "goods.onnx")]) == 2
    said = capsys.readouterr()
    assert said.err.count("goods.onnx is not an OpenVINO model") == 1 and said.out == ""


def test_a_planogram_that_cannot_be_read_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["shelf", PHOTO, "--planogram", str(tmp_path / "none.csv")]) == 2
    assert "The planogram none.csv cannot be read" in capsys.readouterr().err
