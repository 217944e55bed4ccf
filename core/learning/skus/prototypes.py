"""Confirmed views of a product: does the nearest one count, or their mean beside the packshot?

    python -m core.learning.skus.prototypes --data PACK

Each way of taking 1, 3 and 10 confirmed photos of a class is tried in three draws. Half A, against its own classes, is
what the choice is made on; half B, against all 81 classes, is what is reported. Photos of the groups that the views
come from are not asked. Points are not compared. Intervals: bootstrap of whole groups of neighboring shots.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.skus.evaluate import interval
from core.learning.skus.fit import NAME
from core.learning.skus.photos import ShopPhotos, read_photos
from core.models import store
from core.settings import Settings
from core.vision.skus.look import SCALE, Look, likeness, mean_look
from core.vision.skus.looking import NETWORK, Looking, read_settings

log = logging.getLogger(__name__)
COUNTS, DRAWS = (1, 3, 10), 3
Scores = np.ndarray  # of the queries for each view of one class, float32 (queries, views); the packshot comes first


def _nearest(scores: Scores) -> np.ndarray:
    return np.asarray(scores.max(axis=1))


def _mean_of_views(scores: Scores) -> np.ndarray:
    """The packshot, or the mean of the confirmed views."""
    return np.asarray(np.maximum(scores[:, 0], scores[:, 1:].mean(axis=1))) if scores.shape[1] > 1 else scores[:, 0]


def _mean_of_all(scores: Scores) -> np.ndarray:
    return np.asarray(scores.mean(axis=1))


def _nearest_and_packshot(scores: Scores) -> np.ndarray:
    """The mean of the packshot and the nearest view."""
    return np.asarray((scores[:, 0] + scores.max(axis=1)) / 2)


# How the likenesses of a class's views become one; those of "prototype" are compared with the mean of its views' cells.
WAYS: dict[str, Callable[[Scores], np.ndarray]] = {
    "packshot alone": lambda scores: scores[:, 0], "nearest view": _nearest, "mean of views": _mean_of_views,
    "mean of all": _mean_of_all, "nearest and packshot": _nearest_and_packshot, "prototype": _nearest,
    "prototype with packshot": _nearest}


def drawn_views(photos: ShopPhotos, number: int, draw: int) -> list[int]:
    """Photos of a class in a drawn order, whole groups after each other; one group is left to be asked."""
    own = np.flatnonzero(photos.truth == number).tolist()
    groups = sorted({photos.groups[row] for row in own})
    order = np.random.default_rng([draw, number]).permutation(len(groups))[:max(1, len(groups) - 1)]
    return [row for place in order for row in own if photos.groups[row] == groups[place]]


def alike(shown: list[Look], asked: list[Look]) -> tuple[np.ndarray, np.ndarray]:
    """Likeness of parts and of colors, float32 (asked, shown)."""
    parts = np.stack([look.cells for look in shown]) / np.float32(SCALE), np.stack([look.weights for look in shown])
    return (np.stack([likeness(parts, (look.cells / np.float32(SCALE), look.weights)) for look in asked]),
            np.stack([look.color for look in asked]) @ np.stack([look.color for look in shown]).T)


class Protocol:
    """The photos of a half, asked against some classes."""

    def __init__(self, photos: ShopPhotos, looks: tuple[list[Look], list[Look]], settings: dict[str, Any]) -> None:
        self.photos, (self.packshots, self.looks), self.settings = photos, looks, settings["plain"]

    def right(self, classes: list[int], asked_of: set[int], count: int, draw: int) -> dict[str, np.ndarray]:
        """Way -> whether each asked photo is right; under "rows" those photos."""
        chosen = {number: drawn_views(self.photos, number, draw)[:count] for number in classes}
        used = {self.photos.groups[row] for views in chosen.values() for row in views}
        rows = [row for row, truth in enumerate(self.photos.truth) if truth in asked_of
                and self.photos.groups[row] not in used]
        asked, truth = [self.looks[row] for row in rows], self.photos.truth[rows]
        shown, places = list[Look](), dict[str, dict[int, list[int]]]()
        for number in classes:
            views = [self.looks[row] for row in chosen[number]]
            own = [self.packshots[number], *views]
            start = len(shown)
            shown += [*own, mean_look(views), mean_look(own)]
            places.setdefault("views", {})[number] = list(range(start, start + len(own)))
            places.setdefault("prototype", {})[number] = [start, start + len(own)]
            places.setdefault("prototype with packshot", {})[number] = [start, start + len(own) + 1]
        look, color = alike(shown, asked)
        found = {"rows": np.array(rows)}
        for name, way in WAYS.items():
            taken = places.get(name, places["views"])
            logits = np.stack([self.settings["look"] * way(look[:, taken[number]])
                               + self.settings["color"] * way(color[:, taken[number]]) for number in classes], axis=1)
            found[name] = np.array(classes)[logits.argmax(axis=1)] == truth
        return found


def measured(protocol: Protocol, classes: list[int], asked_of: set[int]) -> dict[str, Any]:
    """Count of views -> way -> top 1 with its interval, over all draws."""
    found: dict[str, Any] = {}
    for count in COUNTS:
        runs = [protocol.right(classes, asked_of, count, draw) for draw in range(DRAWS)]
        groups = [protocol.photos.groups[row] for run in runs for row in run["rows"]]
        found[str(count)] = {name: interval(np.concatenate([run[name] for run in runs]), groups) for name in WAYS}
        nearest, *others = (np.concatenate([run[name] for run in runs]).astype(float)
                            for name in ("nearest view", *WAYS))
        for name, other in zip(WAYS, others, strict=True):
            found[str(count)][name]["against_nearest"] = difference(other - nearest, groups)
        log.info("%s views: %s", count, {name: values["share"] for name, values in found[str(count)].items()})
    return found


def difference(values: np.ndarray, groups: list[str]) -> list[float]:
    """95 % interval of a mean, by draws of whole groups."""
    names, place = np.unique(groups, return_inverse=True)
    sums, sizes = np.bincount(place, values, len(names)), np.bincount(place, minlength=len(names))
    drawn = np.random.default_rng(0).integers(0, len(names), (2000, len(names)))
    return [round(float(one), 4) for one in np.percentile(sums[drawn].sum(1) / sizes[drawn].sum(1), (2.5, 97.5))]


def main() -> None:
    """Measure and print the figures as JSON."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    options = parser.parse_args()
    photos, models = read_photos(options.data), Settings().models_dir
    entry = store.entry(models, "skus", NAME)
    settings = read_settings(entry)
    looking = Looking(entry, store.entry(models, "intent", settings[NETWORK]))
    looks = ([looking.look(read_rgb(path), points=False) for path in photos.packshots],
             [looking.look(read_rgb(path), points=False) for path in photos.photos])
    protocol = Protocol(photos, looks, settings)
    half_a = np.flatnonzero(~photos.measured).tolist()
    print(json.dumps({
        "A, to choose": measured(protocol, half_a, set(half_a)),
        "B, to report": measured(protocol, list(range(len(photos.classes))),
                                 set(np.flatnonzero(photos.measured).tolist()))}, indent=1))


if __name__ == "__main__":
    main()
