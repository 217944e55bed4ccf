"""The intent model that is committed: its contract, its metadata, its manifest entry."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from core.models.tflite.metadata import read_metadata
from core.settings import ROOT

MODELS = ROOT / "models"
LABELS = ("negative", "apparel", "home_decor", "other")


@pytest.fixture(scope="module")
def model_path() -> Path:
    """The current intent model of the manifest, where it is our own."""
    manifest = json.loads((MODELS / "manifest.json").read_text())
    return MODELS / manifest["models"][manifest["current"]["intent"]]["file"]


def test_committed_model_keeps_the_contract(model_path: Path) -> None:
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    interpreter = litert.Interpreter(str(model_path), num_threads=1)
    interpreter.allocate_tensors()
    assert [d["name"] for d in interpreter.get_input_details()] == ["normalized_input_image_tensor"]
    assert list(interpreter.get_input_details()[0]["shape"]) == [1, 224, 224, 3]
    shapes = {d["name"]: list(d["shape"]) for d in interpreter.get_output_details()}
    assert shapes == {"shopping_intent": [1, 4], "sensitive": [1, 2]}
    runner = interpreter.get_signature_runner()
    assert set(runner.get_output_details()) == {"shopping_intent", "sensitive"}
    for value in (-1.0, 0.0, 1.0):
        scores = runner(normalized_input_image_tensor=np.full((1, 224, 224, 3), value, np.float32))
        for output in scores.values():
            assert np.isfinite(output).all()
            assert output.sum() == pytest.approx(1, abs=1e-4)


def test_committed_model_describes_itself(model_path: Path) -> None:
    said = read_metadata(model_path)
    assert said is not None
    assert said.mean == said.std == (127.5, 127.5, 127.5)
    assert said.labels == {"shopping_intent": LABELS, "sensitive": ("negative", "positive")}
    assert model_path.stat().st_size <= 13_000_000


def test_manifest_entry_matches_the_file(model_path: Path) -> None:
    manifest = json.loads((MODELS / "manifest.json").read_text())
    entry = manifest["models"][manifest["current"]["intent"]]
    data = model_path.read_bytes()
    assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    assert entry["bytes"] == len(data)
    assert tuple(entry["labels"]["shopping_intent"]) == LABELS
    assert (MODELS / entry["card"]).is_file()
