"""Measure a person detector: AP50 with intervals, legs found, false alarms on products."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.persons.boxes import overlap
from core.learning.persons.data import Scene, cut_part
from core.learning.persons.detectors import Detector
from core.learning.persons.labels import footwear_alone, is_dev, read_manifest, read_rgb, things, true_boxes
from core.nouns.proportion import wilson

MATCH_IOU = 0.5
BOOTSTRAPS = 1000
ALARM_CEILING = 0.05  # of product photos: what the product allows; most alarms are real hands that hold the goods
BOXED = ("coco", "streetwear", "legs")
DEV_THINGS, VAL_THINGS = 120, 300  # pictures of each block of things that choose the threshold, and that test it


def match(predictions: tuple[np.ndarray, np.ndarray], truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Decide for each predicted box, best first, whether it finds a true box that no better one found.

    Parameters
    ----------
    predictions : tuple of ndarray
        Boxes (N, 4) and scores (N,), best first.
    truth : ndarray, shape (M, 4)

    Returns
    -------
    tuple of ndarray
        Scores (N,) and hits (N,) of bool.
    """
    boxes, scores = predictions
    hits, free = np.zeros(len(boxes), bool), np.ones(len(truth), bool)
    overlaps = overlap(boxes, truth)
    for i, row in enumerate(overlaps):
        row = np.where(free, row, 0)
        if len(row) and row.max() >= MATCH_IOU:
            hits[i], free[row.argmax()] = True, False
    return scores, hits


def average_precision(scores: np.ndarray, hits: np.ndarray, truths: int) -> float:
    """Area under the precision-recall curve with precision made monotone; in [0, 1], nan without truth."""
    if not truths:
        return float("nan")
    hits = hits[np.argsort(-scores, kind="stable")]
    found = np.cumsum(hits)
    precision = found / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(precision[hits].sum() / truths)


def ap50(matched: Sequence[tuple[np.ndarray, np.ndarray]], truths: Sequence[int], seed: int = 0) -> dict:
    """AP at overlap 0.5 over photos, with a 95 % interval from resampling photos.

    Parameters
    ----------
    matched : sequence of tuple
        Scores and hits of each photo, from `match`.
    truths : sequence of int
        True boxes in each photo.
    seed : int

    Returns
    -------
    dict
        ap50, low, high, photos, boxes.
    """
    truths = np.asarray(truths)
    scores, hits = (np.concatenate([m[i] for m in matched]) for i in (0, 1))
    owner = np.repeat(np.arange(len(matched)), [len(m[0]) for m in matched])
    order = np.argsort(-scores, kind="stable")
    hits, owner = hits[order], owner[order]
    rng, samples = np.random.default_rng(seed), []
    for _ in range(BOOTSTRAPS):
        weight = np.bincount(rng.integers(len(matched), size=len(matched)), minlength=len(matched))
        samples.append(_weighted_ap(hits, weight[owner], int((weight * truths).sum())))
    low, high = np.nanpercentile(samples, [2.5, 97.5])
    value = average_precision(scores[order], hits, int(truths.sum()))
    return {"ap50": value, "low": float(low), "high": float(high), "photos": len(matched), "boxes": int(truths.sum())}


def _weighted_ap(hits: np.ndarray, weight: np.ndarray, truths: int) -> float:
    found, seen = np.cumsum(hits * weight), np.cumsum(weight)
    precision = np.maximum.accumulate((found / np.maximum(seen, 1))[::-1])[::-1]
    return float((precision * hits * weight).sum() / truths) if truths else float("nan")


def share(count: int, total: int) -> dict:
    """A count out of a total with its share and 95 % interval."""
    low, high = wilson(count, total)
    return {"count": int(count), "n": int(total), "share": count / max(total, 1), "low": low, "high": high}


@dataclass(frozen=True)
class Shown:
    """What a detector said of one picture, beside what is true.

    Attributes
    ----------
    answer : tuple of ndarray
        Boxes (N, 4) and scores (N,), best first.
    truth : ndarray, shape (M, 4)
    """

    answer: tuple[np.ndarray, np.ndarray]
    truth: np.ndarray

    @property
    def best(self) -> float:
        """The best score, 0 where nothing was found."""
        return float(self.answer[1].max(initial=0))

    def finds(self, threshold: float, iou: float = 0.0) -> bool:
        """Whether a box at or above the threshold lies on a true one (any box at all with ``iou`` 0)."""
        boxes = self.answer[0][self.answer[1] >= threshold]
        if not iou:
            return len(boxes) > 0
        return bool((overlap(boxes, self.truth) >= iou).any())


def show(detector: Detector, data: Path, rows: Sequence[dict[str, str]]) -> list[Shown]:
    """Run a detector over pictures of the pack; those without a label file have no true boxes."""
    shown = []
    for row in rows:
        truth = true_boxes(data, row)
        truth = np.zeros((0, 4), np.float32) if truth is None else truth
        shown.append(Shown(detector(read_rgb(data / row["path"])), truth))
    return shown


def show_parts(detector: Detector, data: Path, rows: Sequence[dict[str, str]], part: str) -> list[Shown]:
    """Run a detector over one random crop (`part` of `persons_data.BODY_PARTS`) of each boxed picture."""
    shown = []
    for i, row in enumerate(rows):
        whole = Scene(read_rgb(data / row["path"]), true_boxes(data, row))
        cut = cut_part(whole, part, np.random.default_rng(i))
        shown.append(Shown(detector(cut.image), cut.boxes))
    return shown


def precision_slice(shown: Sequence[Shown]) -> dict:
    """AP50 of pictures that were shown."""
    return ap50([match(s.answer, s.truth) for s in shown], [len(s.truth) for s in shown])


def choose_threshold(alone: Sequence[Shown]) -> float:
    """The lowest score at which no more than `ALARM_CEILING` of the pictures without persons raise an alarm.

    Parameters
    ----------
    alone : sequence of Shown
        Products alone.

    Returns
    -------
    float
        One of 0.05, 0.06 ... 0.95.
    """
    best = np.array([s.best for s in alone])
    grid = np.round(np.arange(0.05, 0.951, 0.01), 2)
    quiet = [score for score in grid if (best >= score).mean() <= ALARM_CEILING]
    return float(quiet[0]) if quiet else float(grid[-1])


def validate(detector: Detector, data: Path) -> dict:
    """All figures of one detector.

    Parameters
    ----------
    detector : Detector
    data : Path
        The data pack.

    Returns
    -------
    dict
        threshold (from the dev part of the train side), ap50 by slice, found by kind of picture, false_alarms by block.
    """
    rows = read_manifest(data)
    shoes = footwear_alone(data)
    dev, val = [row for row in rows if is_dev(row)], [row for row in rows if row["split"] == "val"]
    legs_dev = show(detector, data, [row for row in dev if row["block"] == "legs"])
    products = [m for block, members in things(dev, shoes).items() if not block.startswith("negative")
                for m in _spread(members, DEV_THINGS)]  # fmt: skip
    alone_dev = show(detector, data, products)
    threshold = choose_threshold(alone_dev)
    boxed = {b: [r for r in val if r["block"] == b and true_boxes(data, r) is not None] for b in BOXED}
    shown = {block: show(detector, data, members) for block, members in boxed.items()}
    coco_dev = show(detector, data, [row for row in dev if row["block"] == "coco"])
    slices = {
        "coco": shown["coco"], "streetwear": shown["streetwear"], "pooled": shown["coco"] + shown["streetwear"],
        "legs": shown["legs"], "all": shown["coco"] + shown["streetwear"] + shown["legs"],
        "coco_unseen": shown["coco"] + coco_dev,
    }  # fmt: skip
    bodies = {"legs": shown["legs"], "streetwear": shown["streetwear"]}
    bodies |= {part: show_parts(detector, data, boxed["streetwear"], part) for part in ("no_head", "torso", "piece")}
    tested = {block: _spread(members, VAL_THINGS) for block, members in sorted(things(val, shoes).items())}
    alone = {block: show(detector, data, members) for block, members in tested.items()}
    return {
        "threshold": threshold,
        "dev": {"legs": _found(legs_dev, threshold), "false_alarms": _alarms(alone_dev, threshold)},
        "ap50": {name: precision_slice(members) for name, members in slices.items()},
        "found": {name: _found(members, threshold) for name, members in bodies.items()},
        "false_alarms": _alarms_by_block(alone, threshold),
    }


def _spread(rows: list[dict[str, str]], limit: int) -> list[dict[str, str]]:
    """At most `limit` of the rows, evenly spread."""
    return [rows[i] for i in np.unique(np.linspace(0, len(rows) - 1, min(limit, len(rows))).round().astype(int))]


def _found(shown: Sequence[Shown], threshold: float) -> dict:
    on_body = share(sum(s.finds(threshold, MATCH_IOU) for s in shown), len(shown))
    return on_body | {"any_box": share(sum(s.finds(threshold) for s in shown), len(shown))}


def _alarms(shown: Sequence[Shown], threshold: float) -> dict:
    return share(sum(s.finds(threshold) for s in shown), len(shown))


def _alarms_by_block(alone: dict[str, list[Shown]], threshold: float) -> dict:
    footwear = alone["fashion_shoes"] + alone["nike"]
    products = [s for block, members in alone.items() if not block.startswith("negative") for s in members]
    whole = {"footwear_product_only": _alarms(footwear, threshold), "all_products": _alarms(products, threshold)}
    return whole | {block: _alarms(members, threshold) for block, members in alone.items()}


def latency_ms(detector: Detector, image: np.ndarray, repeats: int = 60) -> dict:
    """Wall time of one picture: the network alone, and with letterbox and suppression; minimum and median."""
    tensor = detector.prepare(np.zeros((detector.size, detector.size, 3), np.uint8))
    timings = {}
    for name, call in (("network", lambda: detector.network([tensor])), ("whole", lambda: detector(image, floor=0.05))):
        laps = []
        for _ in range(repeats):
            began = time.perf_counter()
            call()
            laps.append((time.perf_counter() - began) * 1000)
        timings[name] = {"min": round(min(laps), 1), "median": round(float(np.median(laps)), 1)}
    return timings
