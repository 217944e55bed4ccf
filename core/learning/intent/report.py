"""The figures of the intent model: unseen sources, held-out folds and same-source pictures, never mixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.data.datasets import INTENTS
from core.learning.evaluation import intent_report, run_tflite, sensitive_report
from core.learning.intent.features import read_rgb
from core.vision.intent.classifier import squash

# Pictures of sources that training saw only measure the fit: every fourth is enough (and all restricted goods).
SAME_SOURCES_EVERY = 4


def report(path: Path, pack: pd.DataFrame, data_dir: Path, *, held_out: dict | None = None) -> dict[str, Any]:
    """Measure a .tflite with the contract of shopping intent.

    Parameters
    ----------
    path : Path
        The file; any origin.
    pack : pandas.DataFrame
        As :func:`core.learning.data.datasets.read_pack` gives it.
    data_dir : Path
        The pack's folder.
    held_out : dict of ndarray, optional
        Scores (N, K) by output from models that never saw the picture's source; ``scored``, bool (N,), says where.

    Returns
    -------
    dict
        ``unseen_sources``: whole sources that training never saw; ``same_sources``: every fourth validation picture
        of sources that it did see; ``folds``: each picture by a model of the same recipe that never saw its source,
        for the many small sources (``wide``) and the few large ones (``large``) apart.
    """
    unseen, positive = pack["unseen"].to_numpy(), (pack["s"] == 1).to_numpy()
    same = ~unseen & (pack["split"] == "val").to_numpy()
    sampled = same & (np.cumsum(same) % SAME_SOURCES_EVERY == 0)
    measured = unseen | sampled | (same & positive)
    scores = run_tflite(path, (squash(read_rgb(data_dir / name)) for name in pack["path"][measured]))
    whole = {key: np.zeros((len(pack), value.shape[1])) for key, value in scores.items()}
    for key, value in scores.items():
        whole[key][measured] = value
    restricted = measured & ~unseen
    found = {
        "model": path.stem,
        "unseen_sources": _both(pack, whole, unseen),
        "same_sources": _both(pack, whole, sampled),
    }
    found["same_sources"]["sensitive"] = sensitive_report(pack[restricted], whole["sensitive"][restricted, 1])
    if held_out is not None:
        found["folds"] = _by_fold(pack, dict(held_out))
    return found


def _by_fold(pack: pd.DataFrame, held_out: dict[str, np.ndarray]) -> dict[str, Any]:
    known, wide = held_out.pop("scored"), pack["wide"].to_numpy()
    mixed = (pack.groupby("source")["y"].transform("nunique") > 1).to_numpy()
    slices = {"all": known, "wide": known & wide, "wide_mixed_shops": known & wide & mixed, "large": known & ~wide}
    return {name: _both(pack, held_out, mask) for name, mask in slices.items()}


def _both(pack: pd.DataFrame, scores: dict[str, np.ndarray], mask: np.ndarray) -> dict[str, Any]:
    rows = pack[mask]
    return intent_report(rows, scores["shopping_intent"][mask]) | {
        "sensitive": sensitive_report(rows, scores["sensitive"][mask, 1]),
        "labels": list(INTENTS),
    }
