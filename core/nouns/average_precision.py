"""Boxes against true boxes: which ones find one, and average precision at an overlap of 0.5 with an honest interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.nouns.detections import overlaps

MATCH_IOU = 0.5
BOOTSTRAPS = 1000


def assign(boxes: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Give each predicted box, best first, the true box that it overlaps most of those that no better one has.

    Parameters
    ----------
    boxes : ndarray of float, shape (N, 4)
        xyxy, best first.
    truth : ndarray of float, shape (M, 4)
        xyxy, in the same frame.

    Returns
    -------
    ndarray of int64, shape (N,)
        Rows of `truth`; -1 for a box that overlaps none of them by at least 0.5.

    Examples
    --------
    >>> boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [40, 40, 50, 50]])
    >>> assign(boxes, np.array([[20, 0, 30, 10], [0, 0, 10, 10]])).tolist()
    [1, -1, -1]
    """
    found, free = np.full(len(boxes), -1, np.int64), np.ones(len(truth), bool)
    if not len(boxes) or not len(truth):
        return found
    shared = np.stack([overlaps(boxes, one) for one in truth], axis=1)
    for row, values in enumerate(shared):
        values = np.where(free, values, 0)
        if values.max() >= MATCH_IOU:
            found[row] = values.argmax()
            free[found[row]] = False
    return found


def match(detections: tuple[np.ndarray, np.ndarray], truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Decide for each predicted box, best first, whether it finds a true box that no better one found.

    Parameters
    ----------
    detections : tuple of ndarray
        Boxes (N, 4) and scores (N,), best first.
    truth : ndarray, shape (M, 4)
        True boxes.

    Returns
    -------
    tuple of ndarray
        Scores (N,) and hits (N,) of bool.
    """
    boxes, scores = detections
    return scores, assign(boxes, truth) >= 0


def average_precision(scores: np.ndarray, hits: np.ndarray, truths: int) -> float:
    """Area under the precision-recall curve with precision made monotone.

    Parameters
    ----------
    scores : ndarray, shape (N,)
        Of all detections.
    hits : ndarray of bool, shape (N,)
        Whether each one is on a true box of its own, from `match`.
    truths : int
        True boxes.

    Returns
    -------
    float
        In [0, 1]; nan without truth.

    Examples
    --------
    >>> average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), 2)
    0.8333333333333333
    """
    if not truths:
        return float("nan")
    hits = hits[np.argsort(-scores, kind="stable")]
    true_positives = np.cumsum(hits)
    precision = true_positives / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(precision[hits].sum() / truths)


def ap50(matched: Sequence[tuple[np.ndarray, np.ndarray]], truths: Sequence[int], seed: int = 0,
         groups: Sequence[str] = ()) -> dict:
    """AP at overlap 0.5 over photos, with a 95 % interval from resampling photos, or whole sources.

    Parameters
    ----------
    matched : sequence of tuple
        Scores and hits of each photo, from `match`.
    truths : sequence of int
        True boxes in each photo.
    seed : int
        Of the resampling.
    groups : sequence of str
        Where each photo comes from; with at least two sources, these are drawn instead of photos.

    Returns
    -------
    dict
        ap50, low, high, photos, boxes; nan where there is no true box.
    """
    value, samples = _resampled(matched, np.asarray(truths), seed, groups)
    low, high = np.nanpercentile(samples, [2.5, 97.5]) if sum(truths) else (value, value)
    return {"ap50": value, "low": float(low), "high": float(high), "photos": len(matched), "boxes": int(sum(truths))}


def mean_ap50(classes: Sequence[tuple[Sequence[tuple[np.ndarray, np.ndarray]], Sequence[int]]], seed: int = 0) -> dict:
    """Mean AP at overlap 0.5 over classes, with a 95 % interval from resampling the photos that all classes share.

    Parameters
    ----------
    classes : sequence of tuple
        For each class, as for `ap50`, matches and true boxes of the same photos; at least one true box.
    seed : int
        Of the resampling.

    Returns
    -------
    dict
        ap50, low, high, photos, boxes, classes. A class that a draw misses is left out of that draw's mean.
    """
    resampled = [_resampled(matched, np.asarray(truths), seed, ()) for matched, truths in classes]
    values, draws = zip(*resampled, strict=True)
    low, high = np.percentile(np.nanmean(np.array(draws), axis=0), [2.5, 97.5])
    return {"ap50": float(np.mean(values)), "low": float(low), "high": float(high), "photos": len(classes[0][0]),
            "boxes": int(sum(sum(truths) for _, truths in classes)), "classes": len(classes)}


def ap50_change(before: Sequence[tuple[np.ndarray, np.ndarray]], after: Sequence[tuple[np.ndarray, np.ndarray]],
                truths: Sequence[int]) -> tuple[float, float, float] | tuple[None, None, None]:
    """How much AP at overlap 0.5 changed, with the 95 % interval from drawing the same photos for both.

    Parameters
    ----------
    before, after : sequence of tuple
        Scores and hits of each photo by the two detectors, from `match`.
    truths : sequence of int
        True boxes in each photo.

    Returns
    -------
    tuple of float
        Change, low, high, each in [-1, 1]; None without a true box.
    """
    if not sum(truths):
        return None, None, None
    (was, was_drawn), (now, now_drawn) = (_resampled(each, np.asarray(truths), 0, ()) for each in (before, after))
    low, high = np.nanpercentile(np.array(now_drawn) - np.array(was_drawn), [2.5, 97.5])
    return now - was, float(low), float(high)


def _resampled(matched: Sequence[tuple[np.ndarray, np.ndarray]], counts: np.ndarray, seed: int,
               groups: Sequence[str]) -> tuple[float, list[float]]:
    """AP, and that of `BOOTSTRAPS` draws, which depend on the seed and the number of photos or groups alone."""
    scores, hits = (np.concatenate([m[i] for m in matched]) for i in (0, 1))
    owner = np.repeat(np.arange(len(matched)), [len(m[0]) for m in matched])
    order = np.argsort(-scores, kind="stable")
    hits, owner = hits[order].astype(bool), owner[order]
    value = average_precision(scores[order], hits, int(counts.sum()))
    drawn = np.unique(np.asarray(groups, str), return_inverse=True)[1] if len(set(groups)) > 1 \
        else np.arange(len(matched))
    number, rng, samples = int(drawn.max()) + 1, np.random.default_rng(seed), []
    for _ in range(BOOTSTRAPS if counts.sum() else 0):
        weight = np.bincount(rng.integers(number, size=number), minlength=number)[drawn]
        samples.append(_weighted_ap(hits, weight[owner], int((weight * counts).sum())))
    return value, samples


def _weighted_ap(hits: np.ndarray, weight: np.ndarray, truths: int) -> float:
    true_positives, total = np.cumsum(hits * weight), np.cumsum(weight)
    precision = np.maximum.accumulate((true_positives / np.maximum(total, 1))[::-1])[::-1]
    return float((precision * hits * weight).sum() / truths) if truths else float("nan")
