"""The figures of the intent model: unseen sources, held-out folds and same-source pictures, never mixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.augment import squash
from core.learning.datasets import INTENTS
from core.learning.evaluation import intent_report, run_tflite, sensitive_report
from core.learning.features import read_rgb


def report(path: Path, pack: pd.DataFrame, data_dir: Path, *, held_out: dict | None = None) -> dict[str, Any]:
    """Measure a .tflite with the contract of shopping intent.

    Parameters
    ----------
    path : Path
        The file; any origin.
    pack : pandas.DataFrame
        As :func:`core.learning.datasets.read_pack` gives it.
    data_dir : Path
        The pack's folder.
    held_out : dict of ndarray, optional
        Scores (N, K) by output from models that never saw the picture's source; rows of zeros elsewhere.

    Returns
    -------
    dict
        ``unseen_sources``: whole sources that training never saw; ``same_sources``: validation pictures of sources
        that it did see; ``folds``: each picture by a model of the same recipe that never saw its source, for the
        many small sources (``wide``) and the few large ones (``large``) apart.
    """
    measured = pack[pack["unseen"] | (pack["split"] == "val")]
    scores = run_tflite(path, (squash(read_rgb(data_dir / name)) for name in measured["path"]))
    unseen = measured["unseen"].to_numpy()
    found = {
        "model": path.stem,
        "unseen_sources": _both(measured[unseen], {key: value[unseen] for key, value in scores.items()}),
        "same_sources": _both(measured[~unseen], {key: value[~unseen] for key, value in scores.items()}),
    }
    if held_out is not None:
        found["folds"] = _by_fold(pack, held_out)
    return found


def _by_fold(pack: pd.DataFrame, held_out: dict[str, np.ndarray]) -> dict[str, Any]:
    known, wide = ~pack["unseen"].to_numpy(), pack["wide"].to_numpy()
    mixed = (pack.groupby("source")["y"].transform("nunique") > 1).to_numpy()
    slices = {"all": known, "wide": known & wide, "wide_mixed_shops": known & wide & mixed, "large": known & ~wide}
    return {
        name: _both(pack[mask], {key: value[mask] for key, value in held_out.items()}) for name, mask in slices.items()
    }


def _both(rows: pd.DataFrame, scores: dict[str, np.ndarray]) -> dict[str, Any]:
    return intent_report(rows, scores["shopping_intent"]) | {
        "sensitive": sensitive_report(rows, scores["sensitive"][:, 1]),
        "labels": list(INTENTS),
    }
