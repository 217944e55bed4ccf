"""Metrics count what they say, by slice, each with its interval."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.learning.data import pack as packs
from core.learning.intent import metrics
from core.nouns.proportion import wilson
from core.settings import ROOT
from core.vision.intent.contract import squash

MODELS = ROOT / "models"


@pytest.fixture(scope="module")
def model_path() -> Path:
    """The current intent model of the manifest, where it is our own."""
    manifest = json.loads((MODELS / "manifest.json").read_text())
    return MODELS / manifest["models"][manifest["current"]["intent"]]["file"]


def test_wilson_gives_published_values_and_survives_none() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-3)
    low, high = wilson(10, 10)
    assert low > 0.69
    assert high == pytest.approx(1)


def test_report_leaves_unlabeled_out_and_counts_by_slice() -> None:
    rows = pd.DataFrame(
        {"y": [0, 1, 1, -1], "source": list("aabb"), "background": ["white", "natural", "plain", "white"]}
    )
    scores = np.array([[0.9, 0.1, 0, 0], [0.2, 0.8, 0, 0], [0.7, 0.3, 0, 0], [0, 0, 0, 1.0]])
    found = metrics.intent_metrics(rows, scores)
    assert found["accuracy"]["n"] == 3
    assert found["accuracy"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["balanced"] == pytest.approx(0.75)
    assert found["by_source"]["b"]["share"] == 0
    assert found["mean_of_sources"]["n"] == 0, "two pictures say nothing of a shop"
    assert found["shoppable"]["share"] == pytest.approx(2 / 3, abs=1e-4)


def test_sensitive_report_separates_look_alikes_from_products() -> None:
    rows = pd.DataFrame(
        {
            "s": [1, 1, 0, 0, -1],
            "y": [-1, 0, 3, 0, 3],
            "hard": [0, 0, 0, 1, 0],
            "source": list("wwppp"),
            "label": ["weapon", "vape", "", "", ""],
            "background": "white",
        }
    ).astype({"hard": bool})
    found = metrics.sensitive_metrics(rows, np.array([0.9, 0.2, 0.1, 0.8, 0.9]))
    assert found["recall"]["share"] == 0.5
    assert found["false_alarms"]["look_alikes"]["share"] == 1
    assert found["false_alarms"]["product_photos"]["share"] == 0
    assert found["auc"] == 0.75
    assert {name: (kind["n"], kind["share"]) for name, kind in found["recall_by_kind"].items()} == {
        "weapons": (1, 1), "alcohol": (0, None), "tobacco": (1, 0)}


@pytest.mark.slow
def test_accuracy_on_shops_that_training_never_saw(pack: Path, model_path: Path) -> None:
    from core.learning.data.pictures import read_rgb

    rows = packs.read_pack(pack)
    rows = rows[rows["unseen"]].sample(100, random_state=0)
    scores = metrics.run_tflite(model_path, (squash(read_rgb(pack / name)) for name in rows["path"]))
    found = metrics.intent_metrics(rows, scores["shopping_intent"])
    assert found["accuracy"]["share"] >= 0.8


def test_a_proportion_without_trials_has_no_share() -> None:
    assert metrics.proportion(np.zeros(0, bool)) == {"n": 0, "share": None, "interval": [0.0, 1.0]}


def test_calibration_is_perfect_where_scores_are_shares() -> None:
    scores = np.tile([0.75, 0.25], (400, 1))
    right = np.arange(400) % 4 != 0
    assert metrics.calibration_error(scores, right) == 0
    assert metrics.calibration_error(scores, ~right) == pytest.approx(0.5)


def test_confusion_has_truth_in_rows() -> None:
    rows = pd.DataFrame({"y": [1, 1, 2], "source": "s", "background": "white"})
    scores = np.eye(4)[[1, 3, 2]]
    confusion = np.array(metrics.intent_metrics(rows, scores)["confusion"])
    assert confusion[1].tolist() == [0, 1, 0, 1] and confusion[2].tolist() == [0, 0, 1, 0] and confusion.sum() == 3


@pytest.mark.parametrize("truth", [[1, 1], [0, 0]])
def test_an_area_under_the_curve_needs_both_classes(truth: list[int]) -> None:
    rows = pd.DataFrame({"s": truth, "y": 0, "hard": False, "source": "s", "label": "", "background": "white"})
    assert metrics.sensitive_metrics(rows, np.array([0.2, 0.9]))["auc"] is None
