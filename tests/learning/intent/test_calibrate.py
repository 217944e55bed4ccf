"""Only validation pictures of sources that the version never trained on count; weights stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import Misuse, SetupError
from core.learning.intent import calibrate as module
from core.learning.intent.calibrate import calibrate, trained_sources, validation_rows
from core.models import versions
from core.models.manifest import Manifest

REPORT = {"folds": {"all": {"by_source": {"old": {}}, "sensitive": {"recall_by_source": {"liquor": {}}}}}}


def made_up_pack(count: int) -> pd.DataFrame:
    sources = ["old", "liquor", "new", "newer"]
    return pd.DataFrame({"path": [f"{k}.jpg" for k in range(count)], "source": [sources[k % 4] for k in range(count)],
                         "background": "white", "intent": "apparel", "sensitive": "0", "y": 1, "s": 0,
                         "split": ["train" if k % 8 == 2 else "val" for k in range(count)]})


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "intent_1.tflite").write_bytes(b"weights")
    (tmp_path / "intent_1.json").write_text(json.dumps(REPORT))
    facts = {"role": "intent", "origin": "here", "license": "MIT"}
    versions.register(tmp_path / "models", "intent_1", facts, ["intent_1.tflite"], source=tmp_path,
                      documents=["intent_1.json"])
    monkeypatch.setattr(module, "read_rgb", lambda path: int(path.stem))
    monkeypatch.setattr(module, "squash", lambda picture: picture)
    monkeypatch.setattr(module, "run_tflite", lambda path, pictures: {
        "shopping_intent": np.tile([0.1, 0.7, 0.1, 0.1], (len(list(pictures)), 1)), "sensitive": np.full((15, 2), 0.5)})
    return tmp_path / "models"


def test_sources_of_training_are_left_out(models: Path) -> None:
    trained = trained_sources(models / "intent_1.json")
    rows = validation_rows(made_up_pack(40), trained)
    assert trained == {"old", "liquor"} and set(rows["source"]) == {"new", "newer"} and set(rows["split"]) == {"val"}


def test_scores_and_rule_are_stored_with_the_version(models: Path) -> None:
    sets = calibrate(models, "intent_1", made_up_pack(40), models)
    entry = Manifest.read(models).entries["intent_1"]
    assert entry.label_sets == sets and sets.count == 15 and sets.threshold == pytest.approx(0.7)
    assert len(pd.read_csv(models / "intent_1.scores.csv")) == 15 and entry.scores == models / "intent_1.scores.csv"


def test_a_report_that_does_not_say_and_too_few_pictures_are_refused(models: Path) -> None:
    with pytest.raises(Misuse):
        module.label_sets(pd.DataFrame({"label": ["apparel"], "apparel": [0.4]}))
    (models / "intent_1.json").write_text("{}")
    with pytest.raises(SetupError, match="which sources"):
        trained_sources(models / "intent_1.json")
