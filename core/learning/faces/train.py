"""Fits the second look at faces.

`python -m core.learning.faces.train --data PACK --weights WEIGHTS --out models`

MTCNN's own nets stay as they are. What is learned is a logistic rule over six numbers, from candidates that a second
detector confirmed or denied.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.faces import command
from core.learning.faces.candidates import PRODUCT_BLOCKS, collect_candidates, truth
from core.learning.faces.card import card_text
from core.models import versions
from core.nouns.proportion import wilson
from core.vision.faces.nets import weight_files
from core.vision.faces.second_look import FEATURES, FaceRule

LONGEST_SIDE = 512  # larger pictures are searched at this size
LOSS = 0.012  # share of true faces that may be lost, measured on train pictures that taught nothing
RIDGE = 3.0
FOLDS = 5


def fit(features: np.ndarray, is_face: np.ndarray) -> FaceRule:
    """Logistic regression with a ridge, both classes of equal weight, by Newton's method.

    Parameters
    ----------
    features : ndarray of float64, shape (N, 6)
        Any scale.
    is_face : ndarray of bool, shape (N,)
        Both classes occur.

    Returns
    -------
    FaceRule
        Standardizes the features itself.
    """
    mean, deviation = features.mean(0), features.std(0)
    inputs = np.column_stack([(features - mean) / deviation, np.ones(len(features))])
    importance = np.where(is_face, 0.5 / is_face.sum(), 0.5 / (~is_face).sum()) * len(features) / 10
    ridge = np.diag([RIDGE] * features.shape[1] + [0.0])
    coefficients = np.zeros(inputs.shape[1])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-inputs @ coefficients))
        slope = inputs.T @ (importance * (guess - is_face)) + ridge @ coefficients
        curvature = (inputs * (importance * guess * (1 - guess))[:, None]).T @ inputs + ridge
        step = np.linalg.solve(curvature, slope)
        coefficients -= step
        if np.abs(step).max() < 1e-9:
            break
    return FaceRule(mean, deviation, coefficients[:-1], float(coefficients[-1]))


def cross_scores(features: np.ndarray, is_face: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The logit of each row by a rule that was fitted without the row's group.

    Parameters
    ----------
    features : ndarray of float64, shape (N, 6)
        As for `fit`.
    is_face : ndarray of bool, shape (N,)
        As for `fit`.
    groups : ndarray of str, shape (N,)
        Pictures of one group stay in one fold.

    Returns
    -------
    ndarray of float64, shape (N,)
    """
    order = {group: place for place, group in enumerate(sorted(set(groups)))}
    folds = np.array([order[group] * 7919 % 104729 % FOLDS for group in groups])
    logits = np.zeros(len(features))
    for fold in range(FOLDS):
        out = folds == fold
        rule = fit(features[~out], is_face[~out])
        logits[out] = rule.parts(features[out]).sum(1) + rule.bias
    return logits


def learn(table: pd.DataFrame) -> tuple[FaceRule, dict[str, Any]]:
    """Fit on the train part so that a score above 0.5 keeps all but `LOSS` of the true faces; measure on the val part.

    Parameters
    ----------
    table : DataFrame
        From `core.learning.faces.candidates.collect_candidates`.

    Returns
    -------
    tuple
        The rule, and the figures for the card and the manifest.
    """
    labels = truth(table)
    groups = table["group"].where(table["group"].fillna("") != "", table["path"]).to_numpy()
    features = table[list(FEATURES)].to_numpy(float)
    train = ((table["split"] == "train") & (labels >= 0)).to_numpy()
    unseen = cross_scores(features[train], labels[train] == 1, groups[train])
    limit = float(np.quantile(unseen[labels[train] == 1], LOSS))
    rule = fit(features[train], labels[train] == 1)
    rule = FaceRule(rule.mean, rule.deviation, rule.weight, rule.bias - limit)
    accepted = np.zeros(len(table), bool)
    candidates = table["score"].notna().to_numpy()
    accepted[candidates] = rule.scores(features[candidates]) > 0.5
    cross = accepted.copy()
    cross[train] = unseen > limit
    return rule, {"val": metrics(table, accepted, "val"), "train_cross_validated": metrics(table, cross, "train")}


def metrics(table: pd.DataFrame, accepted: np.ndarray, split: str) -> dict[str, Any]:
    """Counts before and after the second look, with Wilson intervals.

    Parameters
    ----------
    table : DataFrame
        From `core.learning.faces.candidates.collect_candidates`.
    accepted : ndarray of bool
        For each row, whether the second look accepts it.
    split : {"train", "val"}
        The part that is counted.

    Returns
    -------
    dict
        "true_faces": kept of all; "false_faces": kept of all candidates that are none; "product_only_pictures":
        pictures with a false face before and after, of all looked at, as they are and enlarged.
    """
    labels = truth(table)
    here = (table["split"] == split).to_numpy()
    product = here & table["block"].isin(PRODUCT_BLOCKS).to_numpy()
    false = labels == 0
    pictures: dict[str, Any] = {}
    for name, enlarged in (("as_they_are", False), ("enlarged", True)):
        part = product & (table["enlarged"] == enlarged).to_numpy()
        total = table["path"][part].nunique()
        before, after = (table["path"][part & rows].nunique() for rows in (false, false & accepted))
        pictures[name] = {"pictures": total, "before": share(before, total), "after": share(after, total)}
    true_here, false_here = here & (labels == 1), here & false
    return {
        "true_faces": share(int((accepted & true_here).sum()), int(true_here.sum())),
        "false_faces": share(int((accepted & false_here).sum()), int(false_here.sum())),
        "product_only_pictures": pictures,
    }


def save(rule: FaceRule, figures: dict[str, Any], out: Path, name: str) -> None:
    """Register the coefficients with their card and figures as a version that is not current yet.

    Parameters
    ----------
    rule : FaceRule
        From `learn`.
    figures : dict
        As `learn` returns them.
    out : Path
        The folder of models.
    name : str
        Of the version.

    Raises
    ------
    SetupError
        As `versions.register`.
    """
    rows = zip(FEATURES, rule.mean, rule.deviation, rule.weight, strict=True)
    numbers = {
        feature: {"mean": round(mean, 4), "deviation": round(deviation, 4), "weight": round(weight, 4)}
        for feature, mean, deviation, weight in rows
    }
    checksums = {net: hashlib.sha256(path.read_bytes()).hexdigest() for net, path in weight_files().items()}
    values = {"features": numbers, "bias": round(rule.bias, 4), "longest_side": LONGEST_SIDE, "mtcnn_sha256": checksums}
    facts = {
        "role": "faces",
        "origin": "MTCNN's own weights come from the installed mtcnn package (1.0.0); the second look's coefficients "
        "were fitted by core.learning.faces.train",
        "license": "MIT (weights in the mtcnn package); AGPL-3.0 (coefficients)",
        "labels": ["face"],
        "input": {"colors": "RGB", "range": [0, 255], "longest_side": LONGEST_SIDE},
        "thresholds": {"face": 0.5},
        "metrics": figures,
        "card": f"{name}.md",
    }
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / f"{name}.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
        (work / f"{name}.md").write_text(card_text(name, values, figures), encoding="utf-8")
        versions.register(out, name, facts, [f"{name}.json"], source=work, documents=[f"{name}.md"])


def main(arguments: list[str] | None = None) -> None:
    """Collect, fit, measure, write."""
    command.run("core.learning.faces.train", __doc__,
                command.Steps(lambda data, weights, out: collect_candidates(data, weights), learn, save), arguments)


def share(count: int, total: int) -> dict[str, Any]:
    """A count with its 95 % Wilson interval."""
    low, high = wilson(count, total)
    return {"count": count, "of": total, "interval": [round(low, 4), round(high, 4)]}


if __name__ == "__main__":
    main()
