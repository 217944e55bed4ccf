"""Models of strangers are opened once in a process of its own; the answer is one line of JSON for each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import ModelMissing, WrongContract
from core.models import external
from core.settings import ROOT, Settings
from core.vision.contract_check import OPENERS, answer
from tests.models import tiny_openvino, tiny_tflite


@pytest.fixture
def models(tmp_path: Path) -> dict[str, Path]:
    return {"intent": tiny_tflite.write(tmp_path / "tiny.tflite"),
            "persons": tiny_openvino.write(tmp_path / "tiny.xml"),
            "products": tiny_openvino.write(tmp_path / "goods.xml")}


@pytest.mark.parametrize("role", OPENERS)
def test_a_good_model_is_only_named(models: dict[str, Path], role: str) -> None:
    assert answer(role, "nowhere", str(models[role])) == {"model": str(models[role])}


@pytest.mark.parametrize("role", OPENERS)
def test_a_refused_model_says_why(models: dict[str, Path], role: str) -> None:
    models[role].write_text("<html>not found</html>")
    reply = answer(role, "nowhere", str(models[role]))
    assert reply["error"] == "WrongContract" and models[role].name in reply["message"] and reply["hint"]


def test_a_name_is_looked_up_in_the_manifest() -> None:
    reply = answer("intent", str(ROOT / "models"), "no_such_model")
    assert reply["error"] == "ModelMissing" and "no_such_model" in reply["message"]


def test_one_line_for_each_model(models: dict[str, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"")
    paths = [str(broken), str(models["intent"])]
    command = [sys.executable, "-m", "core.vision.contract_check", "intent", "nowhere", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["model"] for reply in replies] == paths
    assert "error" in replies[0] and "error" not in replies[1]


def test_the_named_models_are_checked_before_anything_starts(models: dict[str, Path], tmp_path: Path) -> None:
    good = Settings(data_dir=tmp_path, intent_model=str(models["intent"]), persons_model=str(models["persons"]))
    external.check(good)
    external.check(Settings(data_dir=tmp_path))
    models["persons"].write_text("<html></html>")
    with pytest.raises(WrongContract, match=r"tiny\.xml is not an OpenVINO model"):
        external.check(good)
    with pytest.raises(ModelMissing, match="ghost"):
        external.check(Settings(data_dir=tmp_path, intent_model="ghost"))
