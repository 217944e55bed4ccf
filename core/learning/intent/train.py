"""Trains, measures, exports and registers the shopping-intent model.

`python -m core.learning.intent.train --data PACK --weights WEIGHTS --out models`

Stages, each cached and skipped when its result exists: features of every picture that teaches and of some random
views; one model for each fold, which never saw the fold's sources, for the temperatures and an honest estimate; the
model that is shipped; its file, metrics, card and manifest entry. Validation pictures, among them all of the sources
that the pack keeps unseen, teach and choose nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from core.learning.data.pack import read_imagenet_map, read_pack, source_folds
from core.learning.intent import classifier
from core.learning.intent.calibrate import calibrate
from core.learning.intent.card import manifest_entry, write_card
from core.learning.intent.evaluate import measure_model
from core.learning.intent.export import save_classifier
from core.learning.intent.features import extract, teaching_rows
from core.learning.intent.training import (
    cross_validate,
    operating_point,
    recipe_key,
    temperature,
    train_head,
)
from core.learning.intent.training_set import TrainingSet, build_training_set
from core.models import versions
from core.models.manifest import Manifest
from core.settings import ROOT
from core.vision.intent.head import softmax

log = logging.getLogger(__name__)
STEM = "shopping_intent"


@dataclass(frozen=True)
class Options:
    """Options of the command.

    Attributes
    ----------
    data, weights, out, cache : Path
        The pack, the folder of public weights, the folder of models, the folder for what may be computed again.
    name : str
        Versioned name of the model.
    promote : bool
        Make it the current one.
    seed, views, folds, run_folds : int
        Random seed; number of views of each picture; into how many folds the sources are divided, and how many of
        these are left out in turn.
    """

    data: Path
    weights: Path
    out: Path
    cache: Path
    name: str
    promote: bool
    seed: int
    views: int
    folds: int
    run_folds: int


def train(options: Options) -> None:
    """Run all stages.

    Parameters
    ----------
    options : Options
        Of the command.
    """
    pack = read_pack(options.data)
    networks = classifier.read_networks(options.weights)
    training_set = prepare(pack, networks, options)
    rows, taught = teaching_rows(pack, options.seed), training_set.pack
    folds = source_folds(taught, options.folds, options.seed)
    held_out = cross_validate(training_set, folds, count=options.run_folds, cache=options.cache, seed=options.seed)
    labels, sensitive = taught["y"].to_numpy(), taught["s"].to_numpy()
    shift = operating_point(held_out["sensitive"], (sensitive == 0) & (labels > 0) & taught["wide"].to_numpy())
    temperatures = {
        "shopping_intent": temperature(held_out["shopping_intent"], np.where(taught["wide"], labels, -1)),
        "sensitive": temperature(held_out["sensitive"], sensitive),
    }
    held_out["sensitive"][:, 1] += shift
    scores = {key: _spread(softmax(held_out[key] / temperatures[key]), rows, len(pack)) for key in held_out}
    scores["scored"] = _spread(folds < options.run_folds, rows, len(pack))
    log.info("temperatures %s, shift %s", temperatures, shift)
    model = classifier.assemble(networks, shipped_head(training_set, options), temperatures, shift)
    about = "Four-way shopping intent and restricted goods; trained by core/learning/intent/train.py."
    recipe = {"temperatures": temperatures, "shift": shift, "views": options.views, "pictures_taught": len(taught)}
    recipe |= {"fold_count": options.folds, "folds_left_out": options.run_folds}
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / f"{options.name}.tflite"
        save_classifier(model, path, classifier.file_metadata(options.name.rpartition("_")[2], about))
        finish(options, path, held_out=scores, extra=recipe)


def prepare(pack: pd.DataFrame, networks: list, options: Options) -> TrainingSet:
    """Compute the features of the views and the teacher's scores.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.
    networks : list of (Form, convolutions)
        From `core.learning.intent.classifier.read_networks`.
    options : Options
        Of the command.

    Returns
    -------
    TrainingSet
        Of the pictures that teach.
    """
    views = [extract(pack, options.data, networks, cache=options.cache, view=view, seed=options.seed)
             for view in range(options.views)]
    taught = pack.iloc[views[0].rows].reset_index(drop=True)
    return build_training_set(taught, [view.pooled for view in views], networks, read_imagenet_map(options.data)[0])


def _spread(values: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Values of some rows among zeros."""
    whole = np.zeros((count, *values.shape[1:]), values.dtype)
    whole[rows] = values
    return whole


def shipped_head(training_set: TrainingSet, options: Options) -> keras.Model:
    """Train on every picture that teaches, or take the result from the cache.

    Parameters
    ----------
    training_set : TrainingSet
        From `prepare`.
    options : Options
        Cache and seed.

    Returns
    -------
    keras.Model
        The trained head.
    """
    path = options.cache / f"shipped_{options.views}views_{recipe_key()}.weights.h5"
    if path.exists():
        head = classifier.build_head()
        head.load_weights(path)
        return head
    head = train_head(training_set, np.ones(len(training_set.pack), bool), options.seed)
    head.save_weights(path)
    return head


def finish(options: Options, path: Path, *, held_out: dict | None = None, extra: dict | None = None) -> None:
    """Measure a model and register it with its report and card; make it current where the options say so.

    Parameters
    ----------
    options : Options
        Folders and name.
    path : Path
        The .tflite file.
    held_out : dict of ndarray, optional
        Calibrated scores of the fold models, and `scored`, see `core.learning.intent.evaluate.measure_model`.
    extra : dict, optional
        Put into the report as it is.
    """
    pack = read_pack(options.data)
    metrics = measure_model(path, pack, options.data, held_out=held_out) | (extra or {})
    with tempfile.TemporaryDirectory() as folder:
        work, name = Path(folder), options.name
        (work / path.name).write_bytes(path.read_bytes())
        (work / f"{name}.json").write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write_card(work / f"{name}.md", name, pack, metrics)
        versions.register(options.out, name, manifest_entry(name, metrics), [path.name], source=work,
                          documents=[f"{name}.json", f"{name}.md"])
    if held_out is not None:  # the report then says what it trained on
        calibrate(options.out, name, pack, options.data)
    if options.promote:
        versions.promote(options.out, name)
    log.info("registered %s; unseen sources: %s", name, metrics["unseen_sources"]["accuracy"])


def read_options(arguments: Sequence[str] | None = None) -> tuple[Options, bool]:
    """Read the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; by default the process's own.

    Returns
    -------
    tuple
        The options, and whether to train (else only to measure).
    """
    parser = argparse.ArgumentParser(prog="python -m core.learning.intent.train", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with manifest.csv")
    parser.add_argument("--weights", type=Path, required=True, help="folder of public weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of models and their manifest")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-intent")
    parser.add_argument("--name", help="name of the new version (default: the next free one; with --evaluate-only the "
                        "current one)")
    parser.add_argument("--promote", action="store_true", help="make the new version the current one")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--views", type=int, default=2, help="the picture itself and views - 1 random ones")
    parser.add_argument("--folds", type=int, default=3, help="groups of whole sources")
    parser.add_argument("--run-folds", type=int, default=3, help="how many of them are left out in turn")
    parser.add_argument("--evaluate-only", action="store_true", help="measure a registered model again")
    values = vars(parser.parse_args(arguments))
    evaluate_only = values.pop("evaluate_only")
    if not values["name"]:
        values["name"] = (Manifest.read(values["out"]).current["intent"] if evaluate_only
                          else versions.next_name(values["out"], STEM))
    manifest = values["data"] / "manifest.csv"
    pack_key = hashlib.sha256(manifest.read_bytes()).hexdigest()[:12] if manifest.is_file() else "none"
    values["cache"] = values["cache"] / f"{pack_key}_seed{values['seed']}"  # another pack never meets these results
    return Options(**values), not evaluate_only


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        See `read_options`.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options, trains = read_options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if trains:
        versions.require_free(options.out, options.name)
        train(options)
    else:
        finish(options, options.out / f"{options.name}.tflite")


if __name__ == "__main__":
    main()
