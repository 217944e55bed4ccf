"""Fits the rule that refuses printed faces: does a body belong to a face?

`python -m core.learning.faces.train_body --data PACK --weights WEIGHTS --out models`

The second look of the current version stays as it is. What is learned is a logistic rule over the numbers of
`core.vision.faces.body`, from made-up photos of printed faces and from true faces; sources that test teach nothing.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.faces import command
from core.learning.faces.bodies import Detectors, collect
from core.learning.faces.card import LOSS, card_text
from core.learning.faces.printed import GOODS, PARTS
from core.learning.faces.train import cross_scores, fit, share
from core.models import store, versions
from core.vision.faces.body import NUMBERS, BodyRule, terms
from core.vision.faces.second_look import read_file

RULE = "; the rule for bodies by core.learning.faces.train_body"
SEEN = 0.5  # score from which YuNet sees a face
CLOSER_SIDE = 800  # a photo of a person without a face is searched again at this size


def learn(table: pd.DataFrame) -> tuple[BodyRule, dict[str, Any]]:
    """Fit on the part "teach"; count on both.

    Parameters
    ----------
    table : pandas.DataFrame
        From `bodies.collect`, both parts.

    Returns
    -------
    BodyRule, dict
        The rule, and the figures for the card and the manifest: for each part printed faces refused and true faces
        kept, of all and by kind; those of "teach" are cross-validated.
    """
    numbers, is_true = table[list(NUMBERS)].to_numpy(float), ~table["printed"].to_numpy(bool)
    teach = (table["part"] == "teach").to_numpy()
    mean, deviation = numbers[teach].mean(0), numbers[teach].std(0)
    values = terms((numbers - mean) / deviation)
    unseen = cross_scores(values[teach], is_true[teach], table["path"].to_numpy()[teach])
    limit = float(np.quantile(unseen[is_true[teach]], LOSS))
    plain = fit(values[teach], is_true[teach])
    weight = plain.weight / plain.deviation
    rule = BodyRule(mean, deviation, weight, float(plain.bias - (weight * plain.mean).sum() - limit))
    kept = rule.scores(numbers) > 0.5
    kept[teach] = unseen > limit
    return rule, {part: metrics(table, kept, part) for part in PARTS}


def metrics(table: pd.DataFrame, kept: np.ndarray, part: str) -> dict[str, Any]:
    """Counts with Wilson intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        From `bodies.collect`.
    kept : ndarray of bool
        For each row, whether the rule keeps the face.
    part : {"teach", "test"}

    Returns
    -------
    dict
        "printed_refused" and "true_kept": {"all": share, kind: share, ...}; of the printed also "goods", all that are
        not on people. "printed_seen_by_yunet": printed faces that the other public detector scores at least 0.5.
    """
    here, printed = (table["part"] == part).to_numpy(), table["printed"].to_numpy(bool)
    kinds = table["kind"].to_numpy()

    def count(rows: np.ndarray, good: np.ndarray) -> dict[str, Any]:
        parts = {"all": rows, **{kind: rows & (kinds == kind) for kind in sorted(set(kinds[rows]))}}
        return {kind: share(int((good & rows).sum()), int(rows.sum())) for kind, rows in parts.items()}

    refused = count(here & printed, ~kept)
    goods = here & printed & np.isin(kinds, list(GOODS))
    refused["goods"] = share(int((goods & ~kept).sum()), int(goods.sum()))
    seen = table["teacher"].to_numpy() >= SEEN
    return {"printed_refused": refused, "true_kept": count(here & ~printed, kept),
            "printed_seen_by_yunet": share(int((here & printed & seen).sum()), int((here & printed).sum()))}


def save(rule: BodyRule, figures: dict[str, Any], out: Path, name: str) -> None:
    """Register the current version with this rule as a new version that is not current yet.

    Parameters
    ----------
    rule : BodyRule
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
    current = store.entry(out, "faces")
    rows = zip(NUMBERS, rule.mean, rule.deviation, strict=True)
    body = {"numbers": {number: {"mean": round(mean, 4), "deviation": round(deviation, 4)}
                        for number, mean, deviation in rows},
            "weight": [round(float(weight), 4) for weight in rule.weight], "bias": round(rule.bias, 4)}
    values = {**read_file(current.path), "closer_side": CLOSER_SIDE, "body": body}
    second_look = {key: part for key, part in current.metrics.items() if key != "body"}
    facts = {
        "role": "faces",
        "origin": current.origin.removesuffix(RULE) + RULE,
        "license": current.license,
        "labels": ["face"],
        "input": {"colors": "RGB", "range": [0, 255], "longest_side": values["longest_side"],
                  "closer_side": CLOSER_SIDE},
        "thresholds": dict(current.thresholds),
        "metrics": {**second_look, "body": figures},
        "card": f"{name}.md",
    }
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / f"{name}.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
        (work / f"{name}.md").write_text(card_text(name, values, second_look, figures), encoding="utf-8")
        versions.register(out, name, facts, [f"{name}.json"], source=work, documents=[f"{name}.md"])


def main(arguments: list[str] | None = None) -> None:
    """Collect, fit, measure, write."""
    command.run("core.learning.faces.train_body", __doc__, command.Steps(_collected, learn, save), arguments)


def _collected(data: Path, weights: Path, out: Path) -> pd.DataFrame:
    detectors = Detectors(weights, out)
    return pd.concat([collect(data, detectors, part) for part in PARTS], ignore_index=True)


if __name__ == "__main__":
    main()
