"""Measure the matcher of SKUs on half B, whose classes nothing was fitted or chosen on.

    python -m core.learning.skus.evaluate --data PACK --out benchmarks/results/skus.json

Each photo of B against all 81 packshots: the frozen networks' vectors by cosine (baselines), the matcher without and
with distinct points, what is called sure, and the matcher with ten confirmed photos of every class. Intervals:
bootstrap of 2,000 draws of whole groups of neighboring shots.
"""

from __future__ import annotations

import argparse
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.skus.fit import NAME, gallery
from core.learning.skus.photos import ShopPhotos, read_photos
from core.models import store
from core.models.manifest import Entry
from core.settings import Settings
from core.vision.skus.index import SkuIndex, View, index_of
from core.vision.skus.looking import NETWORK, Looking, open_features, read_settings, unit
from core.vision.skus.matching import Candidates, Matcher

log = logging.getLogger(__name__)
DRAWS, SEED, VIEWS, TOP = 2000, 0, 10, 5
Ranks = np.ndarray  # place of the right class among the answers, from 0; 99 where it is none of the first


def interval(right: np.ndarray, groups: list[str]) -> dict[str, Any]:
    """Count, share and its 95 % interval, by draws of whole groups."""
    names = sorted(set(groups))
    place = np.array([names.index(group) for group in groups])
    hits, sizes = np.bincount(place, right, len(names)), np.bincount(place, minlength=len(names))
    drawn = np.random.default_rng(SEED).integers(0, len(names), (DRAWS, len(names)))
    shares = hits[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return {"count": int(right.sum()), "of": len(right), "share": round(float(right.mean()), 4),
            "interval": [round(float(value), 4) for value in np.percentile(shares, (2.5, 97.5))]}


def measured(photos: ShopPhotos, rows: list[int], ranks: Ranks) -> dict[str, Any]:
    """Top 1 and top 5, of all photos, of packages and of fresh goods."""
    package = photos.package[photos.truth[rows]]
    found = {}
    for name, mask in (("all", np.ones(len(rows), bool)), ("packages", package), ("fresh", ~package)):
        groups = [photos.groups[row] for row, kept in zip(rows, mask, strict=True) if kept]
        found[name] = {"top1": interval(ranks[mask] < 1, groups), "top5": interval(ranks[mask] < TOP, groups)}
    return found


def rank_of(order: np.ndarray, truth: int) -> int:
    """The place of the right class in an order of classes."""
    places = np.flatnonzero(order == truth)
    return int(places[0]) if len(places) else 99


def baselines(photos: ShopPhotos, rows: list[int], network: Entry) -> dict[str, Ranks]:
    """Ranks by the cosine of the frozen networks' mean features: each alone, and both side by side."""
    features = open_features(network)
    shown = np.stack([features(read_rgb(path)).mean(axis=0) for path in photos.packshots])
    asked = np.stack([features(read_rgb(photos.photos[row])).mean(axis=0) for row in rows])
    half = shown.shape[1] // 2
    found = {}
    for name, part in (("first network", slice(0, half)), ("second network", slice(half, None)), ("both", slice(None))):
        cosines = unit(asked[:, part]) @ unit(shown[:, part]).T
        order = np.argsort(-cosines, axis=1, kind="stable")
        found[name] = np.array([rank_of(order[place], int(photos.truth[row])) for place, row in enumerate(rows)])
    return found


def one_shot(photos: ShopPhotos, rows: list[int], matcher: Matcher) -> tuple[dict[str, Ranks], np.ndarray, np.ndarray]:
    """Ranks without and with points, and for each photo the best probability and whether it is right."""
    plain, pointed, scores, right = list[int](), list[int](), list[float](), list[bool]()

    def rank(candidates: Candidates, truth: int) -> int:
        return rank_of(candidates.rows[np.argsort(-matcher.shares(candidates), kind="stable")], truth)

    for count, row in enumerate(rows):
        truth, one = int(photos.truth[row]), matcher.candidates([read_rgb(photos.photos[row])])[0]
        plain.append(rank(replace(one, points=None), truth))
        pointed.append(rank(one, truth))
        shares = matcher.shares(one)
        scores.append(float(shares.max()))
        right.append(int(one.rows[shares.argmax()]) == truth)
        if count % 100 == 0:
            log.info("%d of %d", count, len(rows))
    return {"look and color": np.array(plain), "with points": np.array(pointed)}, np.array(scores), np.array(right)


def with_views(photos: ShopPhotos, rows: list[int], opened: tuple[Matcher, SkuIndex, Looking]
               ) -> tuple[Ranks, list[int]]:
    """Ranks without points where ten photos of every class are confirmed; photos of the same groups are not asked."""
    matcher, index, looking = opened
    chosen: list[int] = []
    for number in range(len(photos.classes)):
        chosen += views_of(photos, number)
    views = [View(int(index.rows[view]), str(view), index.look(view)) for view in range(len(index))]
    views += [View(int(photos.truth[row]), str(row), looking.look(read_rgb(photos.photos[row]), points=False), True)
              for row in chosen]
    larger = matcher.of(index_of(index.skus, views, index.model))
    used = {photos.groups[row] for row in chosen}
    asked = [row for row in rows if photos.groups[row] not in used]
    ranks = []
    for row in asked:
        one = larger.candidates([read_rgb(photos.photos[row])], points=False)[0]
        ranks.append(rank_of(one.rows[np.argsort(-larger.shares(one), kind="stable")], int(photos.truth[row])))
    return np.array(ranks), asked


def views_of(photos: ShopPhotos, number: int) -> list[int]:
    """Ten photos of a class, whole groups in a drawn order; at least one of its groups is left to be asked."""
    own = np.flatnonzero(photos.truth == number).tolist()
    groups = sorted({photos.groups[row] for row in own})
    order = np.random.default_rng([SEED, number]).permutation(len(groups))[:max(1, len(groups) - 1)]
    return [row for place in order for row in own if photos.groups[row] == groups[place]][:VIEWS]


def sure(photos: ShopPhotos, rows: list[int], answers: tuple[np.ndarray, np.ndarray, float]) -> dict[str, Any]:
    """Of the photos whose best answer reaches the threshold: how many, and how many of them are right."""
    scores, right, threshold = answers
    above = scores >= threshold
    groups = [photos.groups[row] for row in rows]
    return {"threshold": threshold, "coverage": interval(above, groups), "precision": interval(
        right[above], [group for group, kept in zip(groups, above, strict=True) if kept]) if above.any() else None}


def table(found: dict[str, Any]) -> str:
    """The card's table in Markdown."""
    def cell(values: dict[str, Any]) -> str:
        low, high = values["interval"]
        return f"{values['share']:.2f} ({low:.2f}-{high:.2f})"

    lines = ["| | photos | all, top 1 | top 5 | packages, top 1 | top 5 | fresh, top 1 | top 5 |",
             "|---|---|---|---|---|---|---|---|"]
    for name, values in found["ranks"].items():
        cells = " | ".join(cell(values[part][top]) for part in ("all", "packages", "fresh") for top in ("top1", "top5"))
        lines.append(f"| {name} | {values['all']['top1']['of']} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table and write the figures."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--out", type=Path, help="file for the figures (JSON)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="measure on every Nth photo")
    options = parser.parse_args()
    photos, settings = read_photos(options.data), Settings()
    entry = store.entry(settings.models_dir, "skus", NAME)
    network = store.entry(settings.models_dir, "intent", read_settings(entry)[NETWORK])
    rows = [row for row, truth in enumerate(photos.truth) if photos.measured[truth]][::options.every]
    looking = Looking(entry, network)
    index = gallery(photos, looking, NAME)
    matcher = Matcher(index, (entry, network), threads=1, compared=10**9)
    ranks = baselines(photos, rows, network)
    shot, scores, right = one_shot(photos, rows, matcher)
    found: dict[str, Any] = {
        "ranks": {name: measured(photos, rows, values) for name, values in (ranks | shot).items()},
        "sure": sure(photos, rows, (scores, right, entry.threshold("sure")))}
    _write(options.out, found)
    viewed, asked = with_views(photos, rows, (matcher, index, looking))
    found["ranks"]["ten confirmed views, without points"] = measured(photos, asked, viewed)
    _write(options.out, found)


def _write(out: Path | None, found: dict[str, Any]) -> None:
    print(table(found), json.dumps(found["sure"]), sep="\n\n", flush=True)
    if out:
        out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
