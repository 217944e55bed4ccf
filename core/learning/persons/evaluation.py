"""Measure a person detector: AP50 with intervals, legs found, false alarms on products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.persons.boxes import area, overlap
from core.learning.persons.detectors import Detector
from core.learning.persons.labels import footwear_alone, is_dev, read_manifest, thing_pictures, true_boxes
from core.learning.persons.scenes import Scene, cut_part
from core.nouns.average_precision import MATCH_IOU, ap50, match
from core.nouns.proportion import wilson

ALARM_CEILING = 0.05  # of product photos: what the product allows; most alarms are real hands that hold the goods
LARGE = 0.02  # of the picture: a person that matters for what the picture is
BOXED = ("coco", "streetwear", "legs")
DEV_THINGS, VAL_THINGS = 120, 300  # pictures of each block of things that choose the threshold, and that test it


def match_large(detections: tuple[np.ndarray, np.ndarray], truth: np.ndarray, least: float) -> tuple:
    """Like `match` for large persons alone: boxes on smaller ones are neither right nor wrong.

    Parameters
    ----------
    detections, truth : tuple of ndarray, ndarray (M, 4)
        As for `match`.
    least : float
        Area of the smallest person that counts, in square pixels.

    Returns
    -------
    tuple of ndarray
        Scores (N,) and hits (N,) of the boxes that count.
    """
    large = area(truth) >= least
    scores, hits = match(detections, truth[large])
    on_small = overlap(detections[0], truth[~large]).max(axis=1, initial=0) >= MATCH_IOU
    return scores[hits | ~on_small], hits[hits | ~on_small]


def share(count: int, total: int) -> dict:
    """A count out of a total with its share and 95 % interval (Wilson).

    Examples
    --------
    >>> share(3, 4)["share"], round(share(3, 4)["low"], 3), share(0, 0)["share"]
    (0.75, 0.301, 0.0)
    """
    low, high = wilson(count, total)
    return {"count": int(count), "n": int(total), "share": count / max(total, 1), "low": low, "high": high}


@dataclass(frozen=True)
class Prediction:
    """The detections of one picture beside its true boxes.

    Attributes
    ----------
    boxes : ndarray, shape (N, 4)
    scores : ndarray, shape (N,)
        Best first.
    truth : ndarray, shape (M, 4)
        True boxes.
    least : float
        Area of a large person in this picture, in square pixels.
    """

    boxes: np.ndarray
    scores: np.ndarray
    truth: np.ndarray
    least: float = 0.0

    @property
    def best_score(self) -> float:
        """0 without detections."""
        return float(self.scores.max(initial=0))

    def finds(self, threshold: float, iou: float = 0.0) -> bool:
        """Whether a box at or above the threshold lies on a true one (any box at all with `iou` 0)."""
        boxes = self.boxes[self.scores >= threshold]
        if not iou:
            return len(boxes) > 0
        return bool((overlap(boxes, self.truth) >= iou).any())


def predict(detector: Detector, data: Path, rows: Sequence[dict[str, str]]) -> list[Prediction]:
    """Run a detector over pictures of the pack; those without a label file have no true boxes."""
    predictions = []
    for row in rows:
        truth = true_boxes(data, row)
        truth = np.zeros((0, 4), np.float32) if truth is None else truth
        image = read_rgb(data / row["path"])
        predictions.append(Prediction(*detector(image), truth, LARGE * image.shape[0] * image.shape[1]))
    return predictions


def predict_parts(detector: Detector, data: Path, rows: Sequence[dict[str, str]], part: str) -> list[Prediction]:
    """Run a detector over one random crop (`part` of `scenes.BODY_PARTS`) of each boxed picture."""
    predictions = []
    for i, row in enumerate(rows):
        whole = Scene(read_rgb(data / row["path"]), true_boxes(data, row))
        cut = cut_part(whole, part, np.random.default_rng(i))
        predictions.append(Prediction(*detector(cut.image), cut.boxes))
    return predictions


def precision_slice(predictions: Sequence[Prediction]) -> dict:
    """AP50 of a slice of pictures."""
    return ap50([match((p.boxes, p.scores), p.truth) for p in predictions], [len(p.truth) for p in predictions])


def large_slice(predictions: Sequence[Prediction]) -> dict:
    """AP50 of the persons that cover at least `LARGE` of their picture."""
    return ap50([match_large((p.boxes, p.scores), p.truth, p.least) for p in predictions],
                [int((area(p.truth) >= p.least).sum()) for p in predictions])  # fmt: skip


def choose_threshold(alone: Sequence[Prediction]) -> float:
    """The lowest score at which no more than `ALARM_CEILING` of the pictures without persons raise an alarm.

    Parameters
    ----------
    alone : sequence of Prediction
        Products alone.

    Returns
    -------
    float
        One of 0.05, 0.06 ... 0.95.
    """
    best = np.array([prediction.best_score for prediction in alone])
    grid = np.round(np.arange(0.05, 0.951, 0.01), 2)
    quiet = [score for score in grid if (best >= score).mean() <= ALARM_CEILING]
    return float(quiet[0]) if quiet else float(grid[-1])


def validate(detector: Detector, data: Path) -> dict:
    """All metrics of one detector.

    Parameters
    ----------
    detector : Detector
        Ours or a public one.
    data : Path
        The picture pack.

    Returns
    -------
    dict
        `threshold` (from the dev part of the train side), `ap50` and `found` by slice, `false_alarms` by block.
    """
    rows = read_manifest(data)
    shoes = footwear_alone(data)
    dev, val = [row for row in rows if is_dev(row)], [row for row in rows if row["split"] == "val"]
    legs_dev = predict(detector, data, [row for row in dev if row["block"] == "legs"])
    products = [m for block, members in thing_pictures(dev, shoes).items() if not block.startswith("negative")
                for m in _spread(members, DEV_THINGS)]  # fmt: skip
    alone_dev = predict(detector, data, products)
    threshold = choose_threshold(alone_dev)
    boxed = {b: [r for r in val if r["block"] == b and true_boxes(data, r) is not None] for b in BOXED}
    coco, street, legs = (predict(detector, data, boxed[block]) for block in BOXED)
    coco_dev = predict(detector, data, [row for row in dev if row["block"] == "coco"])
    slices = {
        "coco": coco, "streetwear": street, "pooled": coco + street, "legs": legs, "all": coco + street + legs,
        "coco_unseen": coco + coco_dev,
    }  # fmt: skip
    bodies = {"legs": legs, "streetwear": street}
    bodies |= {part: predict_parts(detector, data, boxed["streetwear"], part) for part in ("no_head", "torso", "piece")}
    sampled = {block: _spread(members, VAL_THINGS) for block, members in sorted(thing_pictures(val, shoes).items())}
    alone = {block: predict(detector, data, members) for block, members in sampled.items()}
    return {
        "threshold": threshold,
        "dev": {"legs": _recall(legs_dev, threshold), "false_alarms": _alarms(alone_dev, threshold)},
        "ap50": {name: precision_slice(members) for name, members in slices.items()}
        | {"coco_unseen_large": large_slice(coco + coco_dev)},
        "found": {name: _recall(members, threshold) for name, members in bodies.items()},
        "false_alarms": _alarms_by_block(alone, threshold),
    }


def _spread(rows: list[dict[str, str]], limit: int) -> list[dict[str, str]]:
    """At most `limit` of the rows, evenly spread."""
    return [rows[i] for i in np.unique(np.linspace(0, len(rows) - 1, min(limit, len(rows))).round().astype(int))]


def _recall(predictions: Sequence[Prediction], threshold: float) -> dict:
    on_body = share(sum(p.finds(threshold, MATCH_IOU) for p in predictions), len(predictions))
    return on_body | {"any_box": share(sum(p.finds(threshold) for p in predictions), len(predictions))}


def _alarms(predictions: Sequence[Prediction], threshold: float) -> dict:
    return share(sum(p.finds(threshold) for p in predictions), len(predictions))


def _alarms_by_block(alone: dict[str, list[Prediction]], threshold: float) -> dict:
    footwear = alone["fashion_shoes"] + alone["nike"]
    products = [s for block, members in alone.items() if not block.startswith("negative") for s in members]
    whole = {"footwear_product_only": _alarms(footwear, threshold), "all_products": _alarms(products, threshold)}
    return whole | {block: _alarms(members, threshold) for block, members in alone.items()}
