"""The command: its options, its cache, and that a version is registered with report and card, not promoted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("keras")

from core.errors import SetupError  # noqa: E402
from core.learning.intent import train as module  # noqa: E402
from core.models import versions  # noqa: E402
from core.models.manifest import Manifest  # noqa: E402
from tests.learning.intent.test_card import PASTED, slice_of  # noqa: E402


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    for name in ("data", "weights", "models", "cache"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "manifest.csv").write_text("path\n")
    return [f"--{option}={tmp_path / folder}" for option, folder in
            (("data", "data"), ("weights", "weights"), ("out", "models"), ("cache", "cache"))]


def test_another_pack_and_another_seed_have_their_own_cache(folders: list[str], tmp_path: Path) -> None:
    first, trains = module.read_options([*folders, "--name", "shopping_intent_9"])
    assert trains and first.name == "shopping_intent_9" and not first.promote
    assert module.read_options([*folders, "--name", "x", "--seed", "1"])[0].cache != first.cache
    (tmp_path / "data" / "manifest.csv").write_text("path\na.jpg\n")
    assert module.read_options([*folders, "--name", "x"])[0].cache != first.cache


def test_data_and_weights_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        module.read_options([])
    assert "--data, --weights" in capsys.readouterr().err


@pytest.mark.parametrize("promote", [False, True])
def test_a_measured_model_is_registered_and_promoted_only_on_request(
        folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promote: bool) -> None:
    metrics = {"unseen_sources": slice_of(20, 16), "same_sources": slice_of(40, 30),
               "unseen_blocks": {}, "pasted": PASTED}
    monkeypatch.setattr(module, "read_pack", lambda folder: pd.DataFrame(
        {"source": [], "licence_class": [], "unseen": []}))
    monkeypatch.setattr(module, "measure_model", lambda *rest, **more: dict(metrics))
    options = replace(module.read_options([*folders, "--name", "shopping_intent_9"])[0], promote=promote)
    (tmp_path / "shopping_intent_9.tflite").write_bytes(b"weights")
    module.finish(options, tmp_path / "shopping_intent_9.tflite", extra={"shift": 0.5})
    manifest = Manifest.read(tmp_path / "models")
    assert manifest.current == ({"intent": "shopping_intent_9"} if promote else {})
    assert (tmp_path / "models" / "shopping_intent_9.tflite").read_bytes() == b"weights"
    report = json.loads((tmp_path / "models" / "shopping_intent_9.json").read_text())
    assert report["shift"] == 0.5 and report["unseen_sources"]["accuracy"]["n"] == 20
    assert (tmp_path / "models" / "shopping_intent_9.md").read_text().startswith("# shopping_intent_9")
    with pytest.raises(SetupError):
        versions.require_free(tmp_path / "models", "shopping_intent_9")


def test_measuring_again_takes_the_current_version(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "w.tflite").write_bytes(b"w")
    versions.register(tmp_path / "models", "w", {"role": "intent", "origin": "a test", "license": "MIT"},
                      ["w.tflite"], source=tmp_path)
    versions.promote(tmp_path / "models", "w")
    options, trains = module.read_options([*folders, "--evaluate-only"])
    assert options.name == "w" and not trains
