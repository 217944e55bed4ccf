"""Fit the matcher of SKUs on the classes of half A: the projection of cells, and the coefficients of its probability.

    python -m core.learning.skus.fit --data PACK --out models

Writes sku_matcher_N.json and .npz. The projection needs no labels: principal components of cells, half-whitened. The
coefficients are those of one softmax over the candidates and "none of them", fitted on each photo twice: with its
class in the gallery, and without. `core.learning.skus.evaluate` measures on half B.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from core.learning.data.pictures import read_rgb
from core.learning.skus.photos import ShopPhotos, read_photos
from core.models import store
from core.models.manifest import Entry, WeightFile
from core.settings import Settings
from core.vision.skus.index import IndexedSku, SkuIndex, View, index_of
from core.vision.skus.looking import NETWORK, Looking, open_features, unit
from core.vision.skus.matching import Candidates, Matcher

log = logging.getLogger(__name__)
NAME, PARTS, WIDTH, POWER = "sku_matcher_1", 2, 128, 0.25  # networks that are joined; numbers of each; of the variance
SAMPLE, SEED = 20_000, 0  # cells that the projection is made from
START = {"plain": {"look": 30.0, "color": 4.0, "none": 20.0},
         "points": {"look": 20.0, "color": 4.0, "points": 1.5, "none": 18.0}, "text": 4.0}
PRECISION = 0.9  # of what is called sure
THERE = 0.9  # share of crops that show a product of the catalog, for which the threshold is chosen
EVERY = 3  # photos that the threshold is chosen on


def projection(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and directions of `core.vision.skus.looking.Projection`, from float32 (N, 2560) cells."""
    means, directions = [], []
    for own in np.split(features, PARTS, axis=1):
        values = unit(own)
        mean = values.mean(axis=0)
        variances, axes = np.linalg.eigh(np.cov((values - mean).T))
        chosen = np.argsort(-variances)[:WIDTH]
        means.append(mean)
        directions.append(axes[:, chosen] * np.maximum(variances[chosen], variances.max() * 1e-6) ** -POWER)
    return np.stack(means).astype(np.float16), np.stack(directions).astype(np.float16)


def write_matcher(folder: Path, arrays: tuple[np.ndarray, np.ndarray] | None, settings: dict[str, Any]) -> Entry:
    """Write the files of a matcher; its entry, with the threshold that the settings name."""
    files = [folder / f"{NAME}.json", folder / f"{NAME}.npz"]
    files[0].write_text(json.dumps({key: value for key, value in settings.items() if key != "sure"}, indent=1) + "\n")
    if arrays is not None:
        np.savez_compressed(files[1], means=arrays[0], directions=arrays[1])
    weights = tuple(WeightFile(path, store.sha256_of(path), path.stat().st_size) for path in files)
    return Entry(NAME, "skus", weights, "", "", thresholds={"sure": settings["sure"]})


def gallery(photos: ShopPhotos, looking: Looking, matcher: str) -> SkuIndex:
    """The index of the 81 packshots."""
    skus = [IndexedSku(name, name.replace("-", " ")) for name in photos.classes]
    return index_of(skus, [View(row, path.name, looking.look(read_rgb(path)))
                           for row, path in enumerate(photos.packshots)], matcher)


def without(index: SkuIndex, row: int) -> SkuIndex:
    """An index without the views of one product."""
    kept = np.flatnonzero(index.rows != row)
    views = [View(int(index.rows[view]), index.names[view].decode(), index.look(view)) for view in kept]
    return replace(index_of(index.skus, views, index.model))


def coefficients(cases: Sequence[tuple[Candidates, int]], *, points: bool) -> dict[str, float]:
    """The softmax's coefficients by maximum likelihood.

    Parameters
    ----------
    cases : sequence of (candidates, place)
        The place of the right one among the candidates, -1 where none is.
    points : bool
        Whether points were compared.
    """
    names = ["look", "color", *(["points"] if points else []), "none"]
    start = START["points" if points else "plain"]
    columns = [np.stack([one.look, one.color, *([np.log1p(one.points)] if points else [])], 1) for one, _ in cases]

    def loss(values: np.ndarray) -> float:
        total = 0.0
        for column, (_, place) in zip(columns, cases, strict=True):
            logits = np.append(column @ values[:-1], values[-1])
            total += float(np.logaddexp.reduce(logits) - logits[place])  # -1 is "none", the last
        return total / len(cases) + 1e-4 * float((values[:-1] ** 2).sum()) / 100

    found = minimize(loss, [start[name] for name in names], method="Nelder-Mead",
                     options={"maxiter": 600, "xatol": 0.02, "fatol": 1e-5})
    return dict(zip(names, map(float, found.x.round(3)), strict=True))


def sure_from(scores: np.ndarray, right: np.ndarray, weights: np.ndarray) -> float:
    """The least score from which on answers are right in `PRECISION` of weighted cases; 1 where none is."""
    order = np.argsort(-scores)
    shares = np.cumsum((right * weights)[order]) / np.cumsum(weights[order])
    good = np.flatnonzero(shares >= PRECISION)
    return float(scores[order][good[-1]].round(3)) if len(good) else 1.0


def main() -> None:
    """Fit and write."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--out", type=Path, required=True, help="folder of the models")
    options = parser.parse_args()
    photos, network = read_photos(options.data), store.entry(Settings().models_dir, "intent")
    chosen = [row for row, truth in enumerate(photos.truth) if not photos.measured[truth]]
    features, seen = open_features(network), np.random.default_rng(SEED)
    per_photo = -(-SAMPLE // len(chosen))
    cells = np.concatenate([seen.choice(features(read_rgb(photos.photos[row])), per_photo, replace=False)
                            for row in chosen])
    log.info("%d cells of %d photos", len(cells), len(chosen))
    settings = {NETWORK: network.name, **START, "sure": 1.0}
    entry = write_matcher(options.out, projection(cells), settings)
    looking = Looking(entry, network)
    index = gallery(photos, looking, NAME)
    settings |= fitted(photos, chosen, (Matcher(index, (entry, network), threads=1, compared=10**9), index))
    write_matcher(options.out, None, settings)
    log.info("%s", json.dumps(settings))


def fitted(photos: ShopPhotos, chosen: Sequence[int], opened: tuple[Matcher, SkuIndex]) -> dict[str, Any]:
    """Coefficients and threshold, from photos of half A with and without their class in the gallery."""
    matcher, index = opened
    plain, pointed = list[tuple[Candidates, int]](), list[tuple[Candidates, int]]()
    for count, row in enumerate(chosen):
        image, truth = read_rgb(photos.photos[row]), int(photos.truth[row])
        for one in matcher.candidates([image], points=True):
            for there in (True, False):
                case = one if there else one.left_out(truth)
                place = int(np.flatnonzero(case.rows == truth)[0]) if truth in case.rows and there else -1
                if there and place < 0:
                    continue  # lost before: no coefficient brings it back
                pointed.append((case, place))
                plain.append((replace(case, points=None), place))
        if count % 100 == 0:
            log.info("%d of %d", count, len(chosen))
    found: dict[str, Any] = {"plain": coefficients(plain, points=False), "points": coefficients(pointed, points=True)}
    matcher.settings |= found
    return found | {"sure": threshold(photos, chosen[::EVERY], matcher)}


def threshold(photos: ShopPhotos, chosen: Sequence[int], matcher: Matcher) -> float:
    """The least probability that is called sure: photos with their class in the gallery count `THERE`, without it the
    rest."""
    scores, right, weights = list[float](), list[bool](), list[float]()
    for row in chosen:
        truth, one = int(photos.truth[row]), matcher.candidates([read_rgb(photos.photos[row])])[0]
        for case, weight in ((one, THERE), (one.left_out(truth), 1 - THERE)):
            shares = matcher.shares(case)
            scores.append(float(shares.max()))
            right.append(int(case.rows[shares.argmax()]) == truth)
            weights.append(weight)
    return sure_from(np.array(scores), np.array(right), np.array(weights))


if __name__ == "__main__":
    main()
