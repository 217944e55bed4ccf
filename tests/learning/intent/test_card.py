"""The card and the manifest entry state the counts and intervals that were measured, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import metrics as module  # noqa: E402
from core.learning.intent.card import manifest_entry, write_card  # noqa: E402

PASTED = {"0.13": module.proportion(np.array([True, False])), "0.37": module.proportion(np.array([True]))}


def slice_of(count: int, right: int) -> dict[str, Any]:
    """Metrics of a slice with so many pictures, so many of them right."""
    rows = pd.DataFrame({"y": np.arange(count) % 4, "background": "white", "source": "shop <one>", "label": "",
                         "s": (np.arange(count) < 3).astype(int), "hard": False})
    scores = np.eye(4)[np.where(np.arange(count) < right, rows["y"], (rows["y"] + 1) % 4)]
    return module.intent_metrics(rows, scores) | {"sensitive": module.sensitive_metrics(rows, np.linspace(1, 0, count))}


@pytest.fixture
def metrics() -> dict[str, Any]:
    return {"unseen_sources": slice_of(200, 160), "same_sources": slice_of(1200, 1100),
            "unseen_blocks": {"4": slice_of(60, 50)}, "pasted": PASTED,
            "folds": {"all": slice_of(40, 30)}, "temperatures": {"shopping_intent": 1.25}}


def test_the_card_has_counts_and_intervals(metrics: dict[str, Any], tmp_path: Path) -> None:
    pack = pd.DataFrame({"source": ["shop a"] * 1500 + ["shop b"], "licence_class": ["4"] * 1500 + ["1"],
                         "unseen": [False] * 1500 + [True]})
    write_card(tmp_path / "card.md", "shopping_intent_9", pack, metrics)
    text = (tmp_path / "card.md").read_text()
    assert text.startswith("# shopping_intent_9:") and "@" not in text.replace("@graph", "")
    assert "80.0 % (73.9-85.0, n=200)" in text and "n=1,200" in text and "Left-out folds: all" in text
    assert "shopping_intent 1.25" in text and "shop a (1,500)" in text and "1 pictures" in text
    assert "trained on: shop b." in text and "blocks ending in 4" in text and "13 % of the picture 50.0 %" in text
    assert "python -m core.learning.intent.train" in text and "python -m core.learning.intent.evaluate" in text


def test_the_manifest_entry_repeats_the_main_figures(metrics: dict[str, Any]) -> None:
    entry = manifest_entry("shopping_intent_9", metrics)
    assert entry["role"] == "intent" and entry["card"] == "shopping_intent_9.md"
    assert entry["metrics"]["unseen_sources_accuracy"] == {"n": 200, "share": 0.8, "interval": [0.7391, 0.8495]}
    assert entry["thresholds"] == {"shoppable": 0.5, "sensitive": 0.5} and entry["input"]["size_wh"] == [224, 224]
    assert entry["labels"] == {"shopping_intent": ["negative", "apparel", "home_decor", "other"],
                               "sensitive": ["negative", "positive"]}


def test_a_slice_without_pictures_is_a_dash(metrics: dict[str, Any], tmp_path: Path) -> None:
    metrics["unseen_sources"]["by_background"]["natural"] = module.proportion(np.zeros(0, bool))
    write_card(tmp_path / "card.md", "m", pd.DataFrame({"source": [], "licence_class": [], "unseen": []}), metrics)
    assert "| - |" in (tmp_path / "card.md").read_text()
