"""Trains, measures, exports and registers the shopping-intent model.

`python -m core.learning.intent.train --data PACK --weights WEIGHTS --out models`

Stages, each cached and skipped when its result exists: maps of the frozen part for every picture and some random
views; one model for each fold, which never saw the fold's sources, for the temperatures and an honest estimate; the
model that is shipped, which never saw `core.learning.data.pack.UNSEEN_SOURCES`; its file, metrics, card and manifest
entry.
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

from core.learning.data.pack import read_imagenet_map, read_pack, source_folds
from core.learning.intent import classifier, mobilenet
from core.learning.intent.calibrate import calibrate
from core.learning.intent.card import manifest_entry, write_card
from core.learning.intent.evaluate import measure_model
from core.learning.intent.export import save_classifier
from core.learning.intent.features import extract
from core.learning.intent.training import (
    TAIL,
    cross_validate,
    operating_point,
    recipe_key,
    softmax,
    temperature,
    train_head,
    tune,
)
from core.learning.intent.training_set import TrainingSet, build_training_set
from core.models import versions
from core.models.manifest import Manifest
from core.settings import ROOT

log = logging.getLogger(__name__)
STEM = "shopping_intent"
WEIGHTS_FILE = "tf2_mobilenet_v2_1.0_224_ptq.tflite"


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
    seed, views, folds, run_folds, tail_steps : int
        Random seed; number of views of each picture; into how many folds the sources are divided, and how many of
        these are left out in turn; steps in which the last blocks are tuned.
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
    tail_steps: int


def train(options: Options) -> None:
    """Run all stages.

    Parameters
    ----------
    options : Options
        Of the command.
    """
    keras.utils.set_random_seed(options.seed)
    training_set, convolutions = prepare(options)
    folds = source_folds(training_set.pack, options.folds, options.seed)
    scored = (folds >= 0) & (folds < options.run_folds)
    held_out = cross_validate(
        training_set,
        convolutions,
        folds,
        count=options.run_folds,
        steps=options.tail_steps,
        cache=options.cache,
        seed=options.seed,
    )
    labels, sensitive = training_set.pack["y"].to_numpy(), training_set.pack["s"].to_numpy()
    shift = operating_point(held_out["sensitive"], (sensitive == 0) & (labels > 0))
    temperatures = {
        "shopping_intent": temperature(held_out["shopping_intent"], labels),
        "sensitive": temperature(held_out["sensitive"], sensitive),
    }
    held_out["sensitive"][:, 1] += shift
    scores = {key: softmax(held_out[key] / temperatures[key]) for key in held_out}
    scores["scored"] = scored
    log.info("temperatures %s, shift %s", temperatures, shift)
    tail = shipped_tail(training_set, convolutions, options)
    model = classifier.assemble(convolutions[:-1], tail, temperatures, shift)
    about = "Four-way shopping intent and restricted goods; trained by core/learning/intent/train.py."
    recipe = {"temperatures": temperatures, "shift": shift, "tail_steps": options.tail_steps}
    recipe |= {"fold_count": options.folds, "folds_left_out": options.run_folds}
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / f"{options.name}.tflite"
        save_classifier(model, path, classifier.file_metadata(options.name.rpartition("_")[2], about))
        finish(options, path, held_out=scores, extra=recipe)


def prepare(options: Options) -> tuple[TrainingSet, list]:
    """Read the pack, compute the maps of its views and the teacher's scores.

    Parameters
    ----------
    options : Options
        Of the command.

    Returns
    -------
    tuple
        The training set, and the public network's convolutions.
    """
    pack = read_pack(options.data)
    weights = options.weights / WEIGHTS_FILE
    views = [
        extract(pack, options.data, weights, cache=options.cache, view=view, seed=options.seed)
        for view in range(options.views)
    ]
    convolutions = mobilenet.read_convolutions(weights)
    meanings = read_imagenet_map(options.data)
    return build_training_set(pack, views, convolutions, meanings=meanings, cache=options.cache), convolutions


def shipped_tail(training_set: TrainingSet, convolutions: list, options: Options) -> keras.Model:
    """Train on every source but the unseen ones, or take the result from the cache.

    Parameters
    ----------
    training_set, convolutions
        As for `core.learning.intent.training.train_head`.
    options : Options
        Cache and seed.

    Returns
    -------
    keras.Model
        The trained tail.
    """
    key = f"tuned{options.tail_steps}_seed{options.seed}_{recipe_key()}"
    path = options.cache / f"shipped_{key}.weights.h5"
    if path.exists():
        tail = classifier.build_tail()
        tail.load_weights(path)
        return tail
    mask = ((training_set.pack["split"] == "train") & ~training_set.pack["unseen"]).to_numpy()
    head = train_head(training_set, convolutions, mask, options.seed)
    tail = tune(head, training_set, convolutions, mask=mask, steps=options.tail_steps)
    tail.save_weights(path)
    return tail


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
    parser.add_argument("--views", type=int, default=4, help="the picture itself and views - 1 random ones")
    parser.add_argument("--folds", type=int, default=3, help="groups of whole sources")
    parser.add_argument("--run-folds", type=int, default=3, help="how many of them are left out in turn")
    parser.add_argument("--tail-steps", type=int, default=0, help=f"steps that also tune the last blocks ({TAIL.steps} "
                        "is a good number); 0, the default, trains the dense layers only")
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
