"""Stores what a registered intent model scored on validation pictures, and the label sets calibrated on them.

`python -m core.learning.intent.calibrate --data PACK`

Writes NAME.scores.csv beside the weights (numbers, labels and sources; no pictures) and `label_sets` into the model's
entry. Only validation pictures of sources that this version never trained on count, as its own report names them: a
pack that has grown since brings sources that are new to an older version.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from core.errors import SetupError
from core.learning.data.pack import INTENTS, read_pack
from core.learning.data.pictures import read_rgb
from core.learning.intent.metrics import run_tflite
from core.models import versions
from core.models.manifest import FILE_NAME, Manifest, json_object
from core.nouns.label_set import LabelSets
from core.settings import ROOT
from core.vision.intent.contract import squash


def trained_sources(report: Path) -> set[str]:
    """The sources that a version trained on, as its report lists them in `folds`, which leave each out in turn.

    Parameters
    ----------
    report : Path
        NAME.json beside the weights.

    Raises
    ------
    SetupError
        When the report does not say.
    """
    try:
        folds = json.loads(report.read_text("utf-8"))["folds"]["all"]
        return set(folds["by_source"]) | set(folds["sensitive"]["recall_by_source"])
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(f"{report.name} does not say which sources the model trained on (folds.all.by_source).",
                         "Train the version with --run-folds of at least 1, or restore its report.") from None


def validation_rows(pack: pd.DataFrame, trained: set[str]) -> pd.DataFrame:
    """Labeled validation pictures of sources that training never saw, in the pack's order.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    trained : set of str
        From `trained_sources`.
    """
    labeled = (pack["y"] >= 0) | (pack["s"] >= 0)
    return pack[(pack["split"] == "val") & labeled & ~pack["source"].isin(trained)]


def validation_scores(path: Path, rows: pd.DataFrame, data_dir: Path) -> pd.DataFrame:
    """Score pictures, one row each.

    Parameters
    ----------
    path : Path
        A .tflite with the contract of shopping intent.
    rows : pandas.DataFrame
        From `validation_rows`.
    data_dir : Path
        The pack's folder.

    Returns
    -------
    pandas.DataFrame
        `source`, `background`, `label` and `sensitive` ("" where unlabeled), the scores of the four labels, and
        `sensitive_score`.
    """
    scores = run_tflite(path, (squash(read_rgb(data_dir / name)) for name in rows["path"]))
    table = pd.DataFrame({"source": rows["source"].to_numpy(), "background": rows["background"].to_numpy(),
                          "label": rows["intent"].to_numpy(), "sensitive": rows["sensitive"].to_numpy()})
    for k, name in enumerate(INTENTS):
        table[name] = scores["shopping_intent"][:, k].round(5)
    return table.assign(sensitive_score=scores["sensitive"][:, 1].round(5))


def label_sets(table: pd.DataFrame) -> LabelSets:
    """Calibrate on the labeled pictures of `validation_scores`; raises Misuse when they are few."""
    rows = table[table["label"] != ""]
    return LabelSets.calibrated([float(row[row["label"]]) for _, row in rows.iterrows()])


def calibrate(models_dir: Path, name: str, pack: pd.DataFrame, data_dir: Path) -> LabelSets:
    """Store the scores and the label sets of a registered version; its weights stay as they are.

    Parameters
    ----------
    models_dir : Path
    name : str
        As in the manifest.
    pack, data_dir
        From `core.learning.data.pack.read_pack`, and its folder.

    Raises
    ------
    SetupError
        When the version's report does not say what it trained on.
    Misuse
        When too few pictures are left.
    """
    entry = json_object(models_dir / FILE_NAME)["models"][name]
    rows = validation_rows(pack, trained_sources(models_dir / f"{name}.json"))
    table = validation_scores(models_dir / entry["file"], rows, data_dir)
    sets = label_sets(table)
    facts = {**entry, "scores": f"{name}.scores.csv", "label_sets": sets.to_dict()}
    with tempfile.TemporaryDirectory() as folder:
        table.to_csv(Path(folder) / facts["scores"], index=False, lineterminator="\n")
        versions.register(models_dir, name, facts, [entry["file"]], source=Path(folder), documents=[facts["scores"]])
    return sets


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; by default the process's own.
    """
    parser = argparse.ArgumentParser(prog="python -m core.learning.intent.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with manifest.csv")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models and their manifest")
    parser.add_argument("--name", help="a registered version (default: the current one)")
    options = parser.parse_args(arguments)
    name = options.name or Manifest.read(options.out).current["intent"]
    sets = calibrate(options.out, name, read_pack(options.data), options.data)
    print(f"{name}: {sets.coverage:.0%} label sets hold labels with a score of at least {sets.threshold:.4f}, "
          f"calibrated on {sets.count:,} pictures of sources that training never saw.")


if __name__ == "__main__":
    main()
