"""The command `models`: the list, a promotion, a roll-back, and the sentences for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.doors.cli.main import main
from core.models import versions
from core.models.manifest import Manifest
from tests.doors.cli.output import lines_of


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of persons; the first one is current."""
    for name in ("persons_1", "persons_2"):
        (tmp_path / f"{name}.xml").write_text(name)
        facts = {"role": "persons", "origin": "trained here", "license": "AGPL-3.0"}
        versions.register(tmp_path / "models", name, facts, [f"{name}.xml"], source=tmp_path)
    versions.promote(tmp_path / "models", "persons_1")
    monkeypatch.setenv("MERCHLENS_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "models"


def rows(capsys: pytest.CaptureFixture[str]) -> dict[str, dict]:
    assert main(["models", "--json"]) == 0
    return {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}


def test_the_list_says_which_version_is_current(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = rows(capsys)
    assert listed["persons_1"]["current"] and not listed["persons_2"]["current"]
    assert all(row["state"] == "ready" and len(row["sha256"]) == 64 for row in listed.values())


def test_models_are_listed_with_checksums(run):
    models = lines_of(run("models", "--json"))
    assert {model["role"] for model in models} == {"faces", "persons", "intent", "text", "colors", "mask", "quality",
                                                  "scenes", "objects", "tags", "unsafe", "face_details",
                                                  "face_descriptor", "skus", "products"}
    assert all(len(model["sha256"]) == 64 and model["origin"] and model["license"] for model in models)


def test_a_promotion_and_its_roll_back(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "promote", "persons_2"]) == 0
    assert "persons_2 is now the current model for persons" in capsys.readouterr().out
    assert rows(capsys)["persons_2"]["current"] and rows(capsys)["persons_1"]["previous"]
    assert main(["models", "roll-back", "persons"]) == 0
    assert "persons_1 is now the current model" in capsys.readouterr().out
    assert rows(capsys)["persons_1"]["current"] and Manifest.read(models).former == {}, "the bundled folder stays"


@pytest.mark.parametrize("change, words", [
    (["promote", "persons_9"], "There is no model persons_9"), (["roll-back", "persons"], "no former model"),
])
def test_what_cannot_be_done_is_a_sentence_and_exit_2(models: Path, capsys: pytest.CaptureFixture[str], change: list,
                                                      words: str) -> None:
    before = (models / "manifest.json").read_bytes()
    assert main(["models", *change]) == 2
    assert words in capsys.readouterr().err and (models / "manifest.json").read_bytes() == before


def test_show_prints_measures_and_layers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MERCHLENS_WORKERS", "1")
    assert main(["models", "show", "shopping_intent_1", "--graph"]) == 0
    text = capsys.readouterr().out
    assert "label sets made for 90%" in text and "0.5 (in use): precision" in text
    assert "DEPTHWISE_CONV_2D" in text and "1 × 112 × 112 × 32" in text
    (tmp_path / "broken.tflite").write_bytes(b"no model")
    assert main(["models", "show", str(tmp_path / "broken.tflite")]) != 0
    assert "lacks the identifier TFL3" in capsys.readouterr().err
