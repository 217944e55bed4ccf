"""Train the tags head with its network's last stages, choose thresholds, measure it, and write the files.

    python -m core.learning.tags.train --data PACK --cache FOLDER --out tags_2.npz --tail tag_features_1.onnx

A sixth of the training pictures (groups of the large sources, whole small sources) teaches nothing: it gives
temperatures and thresholds. The pack's validation pictures choose nothing: they are measured once, at the end.
"""

from __future__ import annotations

import argparse
import json
import logging
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.tags.calibrate import right_nodes, temperature
from core.learning.tags.features import extract
from core.learning.tags.labels import Targets, Tree, build_targets, build_tree, learned_values
from core.learning.tags.measure import measure
from core.learning.tags.network import fit
from core.learning.tags.pictures import tag_pictures
from core.learning.tags.tail import Seen, export, means_of, start, tune
from core.models import store
from core.settings import Settings
from core.tags import bundled
from core.vision.tags.features import JOIN
from core.vision.tags.head import TagHead, read_head, softmax, unit_features, write_head
from core.vision.tags.thresholds import threshold

log = logging.getLogger(__name__)
FOLDS = 6  # the first is held out
BACKGROUND = 400  # pictures of all kinds, kept in the head for a site's own tags
LARGE = 150  # pictures of a source that is divided by its groups; smaller ones stay whole


def folds_of(pictures: pd.DataFrame) -> np.ndarray:
    """A number from 0 to `FOLDS` - 1 for each picture, the same for all of a group: ndarray of int, shape (N,)."""
    large = pictures.groupby("source")["path"].transform("size") > LARGE
    keys = pictures["source"].where(~large, pictures["group"])
    return np.array([zlib.crc32(key.encode()) % FOLDS for key in keys])


def part_of(targets: Targets, rows: np.ndarray) -> Targets:
    """The targets of some pictures."""
    return Targets(targets.nodes[rows], targets.exact[rows], {name: part[rows] for name, part in
                                                               targets.values.items()})


def learn(seen: Seen, targets: Targets, tree: Tree, *, rows: tuple[np.ndarray, np.ndarray], network: Path,
          keep: Path) -> tuple[Any, np.ndarray, np.ndarray]:
    """A head on the frozen features, then the last stages and the head together.

    Parameters
    ----------
    seen : Seen
    targets : Targets
    tree : Tree
    rows : (ndarray of int, ndarray of int)
        Pictures that teach, and pictures held out, on which each epoch is looked at.
    network : Path
        The intent model whose last stages are where tuning starts.
    keep : Path
        Folder that keeps the weights after each epoch.
    """
    import torch

    teach, held = rows

    def tell(epoch: int, tail: Any, weights: np.ndarray, bias: np.ndarray) -> None:
        logits = unit_features(means_of(tail, seen, held).astype(np.float32)) @ weights + bias
        single = targets.exact[held] & (targets.nodes[held, 0] >= 0) & (targets.nodes[held, 1] < 0)
        right = logits[:, :len(tree.nodes)].argmax(axis=1) == targets.nodes[held, 0]
        shares, start = targets.values["gender"][held], len(tree.nodes)
        known = shares.sum(axis=1) > 0
        best = logits[known, start:start + shares.shape[1]].argmax(axis=1)
        log.info("after epoch %d of pictures held out: tag %.3f right, gender %.3f", epoch, right[single].mean(),
                 (shares[known][np.arange(len(best)), best] > 0).mean())
        torch.save((tail.state_dict(), weights, bias), keep / f"tail_{epoch}.pt")

    head = fit(seen.means[teach], part_of(targets, teach), tree)
    tail = start(network)
    tell(0, tail, *head)
    return tune(seen, targets, tree, rows=teach, head=head, tail=tail, after=tell)


def head_of(reads: str, tree: Tree, values: dict[str, list[str]], *, layer: tuple[np.ndarray, np.ndarray],
            chosen: tuple[list[float], list[float]], background: np.ndarray) -> TagHead:
    """A head from its parts: the last layer's weights and bias, and what `chosen` returns."""
    facts = [*(("tag", node) for node in tree.nodes), *((name, one) for name, known in values.items() for one in known)]
    return TagHead(
        reads, tree.nodes, tree.below.astype(np.float32), {name: tuple(known) for name, known in values.items()},
        {name: bundled().attributes[name].of for name in values}, layer[0], layer[1],
        dict(zip(("tag", *values), chosen[0], strict=True)), dict(zip(facts, chosen[1], strict=True)),
        np.zeros((len(layer[0]) + 1, 0), np.float32), background)


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
    parser.add_argument("--tail", type=Path, required=True, help="file to write the tuned stages to (.onnx)")
    options = parser.parse_args()
    taxonomy, pictures = bundled(), tag_pictures(options.data)
    is_train = (pictures["split"] == "train").to_numpy()
    seen = extract(options.data, pictures["path"].tolist(), options.cache, teach=is_train)
    train = np.flatnonzero(is_train)
    held_out = folds_of(pictures.iloc[train]) == 0
    tree, values = build_tree(pictures.iloc[train], taxonomy), learned_values(pictures.iloc[train])
    targets = build_targets(pictures, taxonomy, tree, values)
    network, held = store.entry(Settings().models_dir, "intent"), train[held_out]
    tail, *layer = learn(seen, targets, tree, rows=(train[~held_out], held), network=network.path,
                         keep=options.cache)
    export(tail, options.tail)
    features = means_of(tail, seen, np.arange(len(pictures)))
    logits = unit_features(features[held].astype(np.float32)) @ layer[0] + layer[1]
    background = features[np.random.default_rng(0).choice(held, min(BACKGROUND, len(held)), replace=False)]
    write_head(options.out, head_of(f"{network.name}{JOIN}{options.tail.stem}", tree, values, layer=tuple(layer),
                                    chosen=chosen(logits, part_of(targets, held), tree), background=background))
    found = measure(read_head(options.out), features, pictures, (targets, tree))
    options.out.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    log.info("%s", json.dumps(found["summary"], indent=1))


if __name__ == "__main__":
    main()
