"""Unseen sources, the training's own sources and left-out folds are measured one by one, never mixed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.learning.intent import evaluate as module
from core.learning.intent.evaluate import measure_model


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Forty pictures; the model is right about the pictures of even numbers, which pictures' files tell."""
    count = 40
    pack = pd.DataFrame({
        "path": [f"{number}.jpg" for number in range(count)], "y": [number % 4 for number in range(count)],
        "s": [int(number == 8) for number in range(count)], "hard": False, "background": "natural",
        "label": "", "block": "other2",
        "source": ["new" if number < 8 else "wide" if number < 20 else "large" for number in range(count)],
        "unseen": [number < 8 for number in range(count)], "wide": [8 <= number < 20 for number in range(count)],
        "split": ["train" if number in (9, 10) else "val" for number in range(count)]})

    def run(path: Path, numbers: Iterable[int]) -> dict[str, np.ndarray]:
        scores = [np.eye(4)[(number + number % 2) % 4] for number in numbers]
        return {"shopping_intent": np.stack(scores), "sensitive": np.tile([0.9, 0.1], (len(scores), 1))}

    monkeypatch.setattr(module, "read_rgb", lambda path: int(path.stem))
    monkeypatch.setattr(module, "squash", lambda picture: picture)
    monkeypatch.setattr(module, "run_tflite", run)
    return pack


def test_slices_are_apart(pack: pd.DataFrame) -> None:
    metrics = measure_model(Path("models/intent_9.tflite"), pack, Path("."))
    assert metrics["model"] == "intent_9" and set(metrics) == {"model", "unseen_sources", "unseen_blocks", "pasted",
                                                                        "same_sources"}
    unseen, same = metrics["unseen_sources"], metrics["same_sources"]
    assert (unseen["accuracy"]["n"], unseen["accuracy"]["share"]) == (8, 0.5)
    assert same["accuracy"]["n"] == 30 // module.SAME_SOURCES_EVERY
    assert list(unseen["by_source"]) == ["new"] and set(same["by_source"]) <= {"wide", "large"}
    assert same["sensitive"]["recall"]["n"] == 1, "all restricted goods are measured, not every fourth"


def test_folds_count_only_pictures_that_a_fold_scored(pack: pd.DataFrame) -> None:
    scored = np.arange(40) >= 8
    held_out = {"shopping_intent": np.eye(4)[pack["y"]], "sensitive": np.tile([0.9, 0.1], (40, 1)), "scored": scored}
    folds = measure_model(Path("m.tflite"), pack, Path("."), held_out=held_out)["folds"]
    counts = {name: value["accuracy"]["n"] for name, value in folds.items()}
    assert counts == {"all": 32, "wide": 12, "wide_mixed_shops": 12, "large": 20}
    assert folds["all"]["accuracy"]["share"] == 1 and "scored" in held_out, "the caller's scores are not changed"


def test_the_command_prints_json_or_writes_it(pack: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(module, "read_pack", lambda folder: pack)
    module.main(["m.tflite", "--data", str(tmp_path)])
    printed = json.loads(capsys.readouterr().out)
    module.main(["m.tflite", "--data", str(tmp_path), "--out", str(tmp_path / "m.json")])
    assert json.loads((tmp_path / "m.json").read_text()) == printed and not capsys.readouterr().out
