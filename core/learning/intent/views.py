"""What the mean of several views of a photo would be worth: on left-out folds, which choose, and on the unseen sources.

No door offers views: the gain on the folds did not hold on the unseen sources (docs/models.md, "Tried and left out").

`python -m core.learning.intent.views --data PACK --weights WEIGHTS` trains the head of each fold as `train` does and
scores a sample of the fold's photos, at most `SAMPLE` a source, by each combination of views.
`python -m core.learning.intent.views --data PACK` measures the current version on the sources that the pack keeps
unseen.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from core.learning.data.pack import read_pack, source_folds
from core.learning.data.pictures import read_rgb
from core.learning.intent import classifier
from core.learning.intent.features import frozen_part
from core.learning.intent.metrics import intent_metrics, run_tflite, sensitive_metrics
from core.learning.intent.train import STEM, prepare, read_options
from core.learning.intent.training import predict, train_head
from core.models.manifest import Manifest
from core.settings import ROOT
from core.vision.intent.contract import squash
from core.vision.intent.head import softmax

SAMPLE = 6  # photos of a source; twice as many of one of the few large sources
CENTER = 0.8  # share of each side that is left of the middle


def center(image: np.ndarray) -> np.ndarray:
    """The middle of a picture (H, W, 3): a tenth less on each side.

    Examples
    --------
    >>> center(np.zeros((100, 50, 3), np.uint8)).shape
    (80, 40, 3)
    """
    top, left = (round(side * (1 - CENTER) / 2) for side in image.shape[:2])
    return image[top : image.shape[0] - top, left : image.shape[1] - left]


def padded(image: np.ndarray, *, more: float = 0.0) -> np.ndarray:
    """A picture padded with the color of its border: to a square, or by a share of each side."""
    height, width = image.shape[:2]
    side = max(height, width)
    rows, columns = (round(height * more), round(width * more)) if more else (side - height, side - width)
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    color = [int(value) for value in np.median(border, axis=0)]
    return cv2.copyMakeBorder(image, rows // 2, rows - rows // 2, columns // 2, columns - columns // 2,
                              cv2.BORDER_CONSTANT, value=color)


VIEWS = {"whole": lambda image: image, "mirrored": lambda image: image[:, ::-1], "center": center,
         "center mirrored": lambda image: center(image)[:, ::-1]}
CANDIDATES = {**VIEWS, "padded": padded, "smaller": lambda image: padded(image, more=0.25)}
COMBINATIONS = (("whole",), ("whole", "mirrored"), ("whole", "center"), ("whole", "padded"), ("whole", "smaller"),
                ("whole", "mirrored", "center"), tuple(VIEWS), ("whole", "mirrored", "center", "padded"))


def compare(rows: pd.DataFrame, scores: dict[str, np.ndarray], combinations: Sequence[tuple[str, ...]]
            ) -> dict[str, dict[str, Any]]:
    """Measure the means of views beside the whole photo.

    Parameters
    ----------
    rows : pandas.DataFrame
        Pictures with `y`, `source` and `background`.
    scores : dict of str to ndarray, shape (N, 4)
        Probabilities by each view.
    combinations : sequence of tuple of str
        Views whose mean is measured; the first is the one that the others are compared with.

    Returns
    -------
    dict
        By combination: `accuracy`, `mean_of_sources`, `by_class` and `calibration_error` of
        `core.learning.intent.metrics.intent_metrics`, and `gain` with its `interval` (95 %, percentiles of 2,000
        resamples of sources).
    """
    means = {names: np.mean([scores[name] for name in names], axis=0) for names in combinations}
    right = {names: (mean.argmax(axis=1) == rows["y"].to_numpy()).astype(float) for names, mean in means.items()}
    keys = ("accuracy", "mean_of_sources", "by_class", "calibration_error")
    result = {}
    for names, mean in means.items():
        metrics = intent_metrics(rows, mean)
        gains = pd.DataFrame({"source": rows["source"].to_numpy(), "gain": right[names] - right[combinations[0]]})
        sums = gains.groupby("source")["gain"].agg(["sum", "size"]).to_numpy()
        drawn = sums[np.random.default_rng(0).integers(0, len(sums), (2000, len(sums)))].sum(axis=1)
        interval = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975]).round(4).tolist()
        result[" + ".join(names)] = {key: metrics[key] for key in keys} | {
            "gain": round(float(gains["gain"].mean()), 4), "interval": interval}
    return result


def mirror_flips(scores: dict[str, np.ndarray]) -> float:
    """Share of photos whose top label changes when they are mirrored."""
    return round(float((scores["whole"].argmax(axis=1) != scores["mirrored"].argmax(axis=1)).mean()), 4)


def of_folds(arguments: Sequence[str]) -> dict[str, Any]:
    """Measure all combinations on photos of left-out sources; takes the command line of `train`."""
    options, _ = read_options(arguments)
    pack, networks = read_pack(options.data), classifier.read_networks(options.weights)
    training_set = prepare(pack, networks, options)
    taught = training_set.pack
    folds = source_folds(taught, options.folds, options.seed)
    place = pd.Series(np.random.default_rng(7).random(len(taught))).groupby(taught["source"].to_numpy()).rank()
    limit = np.where(taught["wide"] & (taught["s"] != 1), SAMPLE, 2 * SAMPLE)
    rows = np.flatnonzero((place.to_numpy() <= limit) & (taught["y"] >= 0).to_numpy())
    run = frozen_part(networks, options.cache, 1)
    temperature = json.loads((options.out / f"{Manifest.read(options.out).current['intent']}.json").read_text("utf-8"))[
        "temperatures"][STEM]
    scores = {name: np.zeros((len(rows), 4)) for name in CANDIDATES}
    features = {name: np.stack(list(run(_seen(options.data, taught["path"].to_numpy()[rows], name))))
                for name in CANDIDATES}
    for fold in range(options.folds):
        head, inside = train_head(training_set, folds != fold, options.seed), np.flatnonzero(folds[rows] == fold)
        for name in CANDIDATES:
            logits = predict(head, features[name], inside)["shopping_intent"]
            scores[name][inside] = softmax(logits / temperature)
    kept = taught.iloc[rows]
    return {"views": compare(kept, scores, COMBINATIONS), "mirror_flips": mirror_flips(scores)}


def of_unseen(path: Path, pack: pd.DataFrame, data_dir: Path) -> dict[str, Any]:
    """Measure a .tflite on the sources that the pack keeps unseen: the photo alone, and the mean of `VIEWS`, which the
    folds chose.
    """
    rows = pack[pack["unseen"] & ((pack["y"] >= 0) | (pack["s"] >= 0))]
    outputs = {name: run_tflite(path, _seen(data_dir, rows["path"], name)) for name in VIEWS}
    labeled = (rows["y"] >= 0).to_numpy()
    scores = {name: output["shopping_intent"][labeled] for name, output in outputs.items()}
    ways = (("whole",), tuple(VIEWS))
    restricted = {" + ".join(names): sensitive_metrics(
        rows, np.mean([outputs[name]["sensitive"][:, 1] for name in names], axis=0)) for names in ways}
    keys = ("recall_by_kind", "false_alarms")
    return {"views": compare(rows[labeled], scores, ways), "mirror_flips": mirror_flips(scores),
            "sensitive": {name: {key: value[key] for key in keys} for name, value in restricted.items()}}


def _seen(data_dir: Path, paths: Sequence[str], view: str) -> Iterator[np.ndarray]:
    return (squash(np.ascontiguousarray(CANDIDATES[view](read_rgb(data_dir / path)))) for path in paths)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; by default the process's own.
    """
    parser = argparse.ArgumentParser(prog="python -m core.learning.intent.views", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with manifest.csv")
    parser.add_argument("--weights", type=Path, help="folder of public weights: measure on left-out folds")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "merchlens-intent")
    parser.add_argument("--model", type=Path, help="a .tflite file (default: the current version)")
    options = parser.parse_args(arguments)
    models = ROOT / "models"
    if options.weights:
        figures = of_folds(["--data", str(options.data), "--weights", str(options.weights), "--cache",
                            str(options.cache), "--out", str(models)])
    else:
        path = options.model or models / f"{Manifest.read(models).current['intent']}.tflite"
        figures = of_unseen(path, read_pack(options.data), options.data)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
