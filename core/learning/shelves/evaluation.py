"""Measures the detector of products: AP50 with intervals, counts, price tags, rows and gaps; on shelves and photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.objects.detectors import Found, ObjectDetector
from core.learning.persons.boxes import area, intersection
from core.learning.shelves.shelves import Kept
from core.learning.shelves.sources import Boxed
from core.nouns.average_precision import MATCH_IOU, ap50, assign, average_precision, match
from core.nouns.detections import overlaps
from core.shelf import gaps_of, rows_of
from core.vision.products.tiles import Boxes, search, suppressed

FLOOR = 0.01
NONE = np.zeros((0, 4), np.float32)


@dataclass(frozen=True, eq=False)
class Judged:
    """One photo: what was found, best first, and what is there.

    Attributes
    ----------
    products, tags : tuple of ndarray
        Boxes (N, 4) and scores (N,).
    truth : ndarray of float32, shape (M, 4)
    group : str
        Photos of one source share it.
    shelf : Kept or None
        None for a real photo, of whose products only some have boxes.
    """

    products: tuple[np.ndarray, np.ndarray]
    tags: tuple[np.ndarray, np.ndarray]
    truth: np.ndarray
    group: str
    shelf: Kept | None = None


Detector = Callable[[np.ndarray], Boxes]


def product_detector(network: ObjectDetector, score: float, iou: float) -> Detector:
    """Our own network as the product runs it, but with every box above `FLOOR`.

    Parameters
    ----------
    network : ObjectDetector
        From `core.learning.objects.detectors.open_own`.
    score, iou : float
        As in the manifest.
    """
    def look(square: np.ndarray) -> Boxes:
        centers, scores = network.decode(network.network([network.prepare(square)])[0])
        rows, classes = np.nonzero(scores >= FLOOR)
        half = centers[rows, 2:] / 2
        xyxy = np.hstack([centers[rows, :2] - half, centers[rows, :2] + half]).astype(np.float32)
        return Boxes(xyxy, scores[rows, classes].astype(np.float32), classes)

    return lambda image: search(look, image, network.size, score=score, iou=iou)


def any_class_detector(network: ObjectDetector, score: float, iou: float) -> Detector:
    """A detector of 80 classes of things, persons left out, whose classes count as one; in the same tiles.

    Parameters
    ----------
    network : ObjectDetector
    score, iou : float
        As in `product_detector`.
    """
    def look(square: np.ndarray) -> Boxes:
        found: Found = network(square, FLOOR)
        things = found.take(found.classes > 0)
        return suppressed(Boxes(things.xyxy, things.scores, np.zeros(len(things.scores), np.int64)), iou)

    return lambda image: search(look, image, network.size, score=score, iou=iou)


def judge_shelves(detector: Detector, shelves: Sequence[Kept]) -> list[Judged]:
    """Run a detector over synthetic shelves."""
    return [Judged(*_split(detector(kept.image)), kept.xyxy, kept.file.stem, kept) for kept in shelves]


def judge_photos(detector: Detector, data: Path, photos: Sequence[Boxed]) -> list[Judged]:
    """Run a detector over photos of whose products some have boxes."""
    return [Judged(*_split(detector(read_rgb(data / each.path))), each.xyxy, each.group) for each in photos]


def _split(found: Boxes) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    sides = []
    for number in (0, 1):
        rows = np.flatnonzero(found.classes == number)
        rows = rows[np.argsort(-found.scores[rows], kind="stable")]
        sides.append((found.xyxy[rows], found.scores[rows]))
    return sides[0], sides[1]


def matched(judged: Judged, *, strict: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Scores and hits of the products found.

    In a photo where other products have no box, a detection mostly outside all boxes is neither right nor wrong; one
    that lies on a box but misses it, or finds it twice, is wrong.

    Parameters
    ----------
    judged : Judged
    strict : bool
        Everything without a true box is wrong: for shelves, and as the other extreme for photos.
    """
    scores, hits = match(judged.products, judged.truth)
    if judged.shelf is not None or strict:
        return scores, hits
    boxes = judged.products[0]
    shared = intersection(boxes, judged.truth)
    inside = shared.max(axis=1, initial=0) / np.maximum(area(boxes), 1e-9)
    covers = (shared / np.maximum(area(judged.truth), 1e-9)[None]).max(axis=1, initial=0)
    counts = hits | (inside >= MATCH_IOU) | (covers >= MATCH_IOU)
    return scores[counts], hits[counts]


def precision(judged: Sequence[Judged], *, strict: bool = False) -> dict:
    """AP50 of products with its interval; photos are drawn by group."""
    return ap50([matched(each, strict=strict) for each in judged], [len(each.truth) for each in judged],
                groups=[each.group for each in judged])


def quick(judged: Sequence[Judged]) -> float:
    """AP50 of products without an interval: for choosing."""
    parts = [matched(each) for each in judged]
    scores, hits = (np.concatenate([each[i] for each in parts]) for i in (0, 1))
    return average_precision(scores, hits, sum(len(each.truth) for each in judged))


def best_score(judged: Sequence[Judged], tags: bool = False) -> float:
    """The score from which the harmonic mean of precision and recall over all shelves is best, in hundredths."""
    sides = [(each.tags, each.shelf.price_tags) if tags else (each.products, each.truth) for each in judged]
    parts, total = [match(found, truth) for found, truth in sides], sum(len(truth) for _, truth in sides)
    scores, hits = (np.concatenate([each[i] for each in parts]) for i in (0, 1))
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(hits[order])
    value = 2 * right / (np.arange(1, len(order) + 1) + total)
    return float(np.clip(round(float(scores[order][value.argmax()]), 2), 0.05, 0.95)) if len(order) else 0.5


def shelf_figures(judged: Sequence[Judged], score: float, tag_score: float) -> dict:
    """All that is asked of synthetic shelves.

    Parameters
    ----------
    judged : sequence of Judged
        Each with its shelf.
    score, tag_score : float
        From which a product, a price tag is written.
    """
    kept = [each.products[0][each.products[1] >= score] for each in judged]
    true = np.array([len(each.truth) for each in judged])
    errors = np.array([abs(len(boxes) - count) / count for boxes, count in zip(kept, true, strict=True)])
    draws = errors[np.random.default_rng(0).integers(len(errors), size=(1000, len(errors)))].mean(1)
    hits = sum(int((assign(boxes, each.truth) >= 0).sum()) for boxes, each in zip(kept, judged, strict=True))
    tags = ap50([match(each.tags, each.shelf.price_tags) for each in judged],
                [len(each.shelf.price_tags) for each in judged])
    sure = [each.tags[0][each.tags[1] >= tag_score] for each in judged]
    tag_hits = int(sum((assign(boxes, each.shelf.price_tags) >= 0).sum()
                       for boxes, each in zip(sure, judged, strict=True)))
    return {
        "products": precision(judged), "recall": hits / true.sum(), "precision": hits / max(sum(map(len, kept)), 1),
        "count_error": {"mean": errors.mean(), "low": np.percentile(draws, 2.5), "high": np.percentile(draws, 97.5),
                        "of_sum": abs(sum(map(len, kept)) - true.sum()) / true.sum(), "shelves": len(judged)},
        "price_tags": tags, "tag_recall": tag_hits / max(tags["boxes"], 1),
        "tag_precision": tag_hits / max(sum(map(len, sure)), 1),
        "found": layout_figures(kept, judged),
        "true_boxes": layout_figures([each.truth for each in judged], judged),
    }  # fmt: skip


def layout_figures(boxes: Sequence[np.ndarray], judged: Sequence[Judged]) -> dict:
    """Rows and gaps, computed from boxes of each shelf: those found, or the true ones.

    A facing is in the right row where most of its computed row are of its true row, and the other way round. A gap is
    right where it overlaps a true one by half.
    """
    right = count = hits = computed = there = 0
    for each, shelf in zip(boxes, judged, strict=True):
        rows, owners = rows_of(each), assign(each, shelf.truth)
        known = owners >= 0
        mine, true = rows[known], shelf.shelf.rows[owners[known]]
        table = np.zeros((mine.max(initial=0) + 1, true.max(initial=0) + 1), int)
        np.add.at(table, (mine, true), 1)
        right += int(np.where((table == table.max(0)[None]) & (table == table.max(1)[:, None]), table, 0).sum())
        count += int(known.sum())
        gaps, truth = gaps_of(each, rows), shelf.shelf.gaps
        free = np.ones(len(truth), bool)
        for gap in gaps:
            shared = np.where(free, overlaps(truth, gap), 0) if len(truth) else np.zeros(0)
            if shared.max(initial=0) >= MATCH_IOU:
                free[shared.argmax()] = False
                hits += 1
        computed, there = computed + len(gaps), there + len(truth)
    return {"rows_right": right / max(count, 1), "facings": count, "gaps": there, "gap_recall": hits / max(there, 1),
            "gap_precision": hits / max(computed, 1)}
