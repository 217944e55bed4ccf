"""Train the tags head, choose its thresholds on folds of the training pictures, measure it, and write its file.

    python -m core.learning.tags.train --data PACK --cache FOLDER --out models/tags_1.npz

Groups of the large sources and whole small sources are left out in turn; their pictures give temperatures and
thresholds. The pack's validation pictures choose nothing: they are measured once, at the end.
"""

from __future__ import annotations

import argparse
import json
import logging
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.tags.calibrate import right_nodes, temperature
from core.learning.tags.features import extract
from core.learning.tags.labels import Targets, Tree, build_targets, build_tree, learned_values
from core.learning.tags.measure import measure
from core.learning.tags.network import fit
from core.learning.tags.pictures import tag_pictures
from core.models import store
from core.settings import Settings
from core.tags import bundled
from core.vision.tags.head import read_head, softmax, unit_features
from core.vision.tags.thresholds import threshold

log = logging.getLogger(__name__)
FOLDS = 3
LARGE = 150  # pictures of a source that is divided by its groups; smaller ones stay whole


def folds_of(pictures: pd.DataFrame) -> np.ndarray:
    """The fold in which each picture does not teach: ndarray of int, shape (N,)."""
    large = pictures.groupby("source")["path"].transform("size") > LARGE
    keys = pictures["source"].where(~large, pictures["group"])
    return np.array([zlib.crc32(key.encode()) % FOLDS for key in keys])


def part_of(targets: Targets, rows: np.ndarray) -> Targets:
    """The targets of some pictures."""
    return Targets(targets.nodes[rows], targets.exact[rows], {name: part[rows] for name, part in
                                                               targets.values.items()})


def left_out_logits(features: np.ndarray, targets: Targets, tree: Tree, folds: np.ndarray) -> np.ndarray:
    """Logits of each picture by a head that did not learn from its fold."""
    found = np.zeros((len(features), len(tree.nodes) + sum(part.shape[1] for part in targets.values.values())),
                     np.float32)
    for fold in range(FOLDS):
        teach, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights, bias = fit(features[teach], part_of(targets, teach), tree, seed=fold)
        found[out] = unit_features(features[out].astype(np.float32)) @ weights + bias
        log.info("fold %d of %d", fold + 1, FOLDS)
    return found


def write_head(path: Path, network: str, tree: Tree, values: dict[str, list[str]], *, weights: np.ndarray,
               bias: np.ndarray, temperatures: list[float], thresholds: list[float]) -> None:
    """Write a head's file, read by `core.vision.tags.head.read_head`."""
    np.savez_compressed(
        path, network=np.array(network), nodes=np.array(tree.nodes), below=tree.below.astype(bool),
        values=np.array([f"{name}:{value}" for name, known in values.items() for value in known]),
        belongs=np.array([f"{name}:{tag}" for name in values for tag in bundled().attributes[name].of]),
        weights=weights.astype(np.float16), bias=bias.astype(np.float32), temperatures=np.array(temperatures),
        thresholds=np.array(thresholds))


def chosen(logits: np.ndarray, targets: Targets, tree: Tree) -> tuple[list[float], list[float]]:
    """Temperatures ("tag", then attributes) and thresholds (nodes, then values) from logits of left-out pictures."""
    single = targets.exact & (targets.nodes[:, 0] >= 0) & (targets.nodes[:, 1] < 0)
    leaves = np.zeros((len(logits), len(tree.nodes)), np.float32)
    leaves[single, targets.nodes[single, 0]] = 1
    start = len(tree.nodes)
    temperatures = [temperature(logits[:, :start], leaves)]
    scores = softmax(logits[:, :start] / temperatures[0]) @ tree.below
    right, known = right_nodes(targets, tree)
    thresholds = [threshold(scores[known[:, node], node], right[known[:, node], node]) for node in range(start)]
    for shares in targets.values.values():
        part = logits[:, start:start + shares.shape[1]]
        start += shares.shape[1]
        temperatures.append(temperature(part, shares))
        there = shares.sum(axis=1) > 0
        part = softmax(part[there] / temperatures[-1])
        thresholds += [threshold(part[:, place], shares[there, place] > 0) for place in range(shares.shape[1])]
    return temperatures, thresholds


def main() -> None:
    """Train, choose, measure, write."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the features")
    parser.add_argument("--out", type=Path, required=True, help="file to write (.npz); measures go beside it (.json)")
    options = parser.parse_args()
    taxonomy, pictures = bundled(), tag_pictures(options.data)
    features = extract(options.data, pictures["path"].tolist(), options.cache)
    teach = np.flatnonzero(pictures["split"] == "train")
    tree, values = build_tree(pictures.iloc[teach], taxonomy), learned_values(pictures.iloc[teach])
    targets = build_targets(pictures, taxonomy, tree, values)
    own = part_of(targets, teach)
    logits = left_out_logits(features[teach], own, tree, folds_of(pictures.iloc[teach]))
    temperatures, thresholds = chosen(logits, own, tree)
    weights, bias = fit(features[teach], own, tree)
    network = store.entry(Settings().models_dir, "intent").name
    write_head(options.out, network, tree, values, weights=weights, bias=bias, temperatures=temperatures,
               thresholds=thresholds)
    found = measure(read_head(options.out), features, pictures, (targets, tree))
    options.out.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    log.info("%s", json.dumps(found["summary"], indent=1))


if __name__ == "__main__":
    main()
