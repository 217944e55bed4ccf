"""Pairs of products that the index can hardly tell apart, with what would: asked before a shelf is photographed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.vision.skus.gtin import number_of
from core.vision.skus.index import SkuIndex
from core.vision.skus.look import SCALE, likeness
from core.vision.skus.text import words_of

ROWS, NEIGHBORS = 256, 8  # views compared at a time; nearest views of each that are compared by all parts
ALIKE = 0.62  # likeness of all parts, from which on two packshots are hard to tell apart on a shelf
COLOR = 0.75  # likeness of colors, under which color tells them apart


@dataclass(frozen=True)
class Twin:
    """Two products that look alike.

    Attributes
    ----------
    first, second : str
        SKUs.
    first_title, second_title : str
    first_picture, second_picture : str
        Ids of the pictures that are alike.
    score : float
        How alike, in [0, 1].
    color : float
        How alike their colors are, in [0, 1].
    words : tuple of (str, str)
        Words that only the first, and only the second, is called.
    told_by : tuple of str
        What would tell them apart: "color", "text", "barcode"; none where nothing known does.
    """

    first: str
    second: str
    first_title: str
    second_title: str
    first_picture: str
    second_picture: str
    score: float
    color: float
    words: tuple[tuple[str, ...], tuple[str, ...]]
    told_by: tuple[str, ...]


def twins_of(index: SkuIndex, most: int) -> list[Twin]:
    """The pairs of products whose pictures are most alike, the most alike first.

    Parameters
    ----------
    index : SkuIndex
    most : int
        Pairs at most.
    """
    shown = np.flatnonzero(~np.asarray(index.confirmed))
    summed = np.asarray(index.regions, np.float32)[shown] * index.shares[shown][..., None]
    means = summed.sum(axis=1)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for start in range(0, len(shown), ROWS):
        near = means[start:start + ROWS] @ means.T
        near[index.rows[shown[start:start + ROWS]][:, None] == index.rows[shown][None]] = -1
        for place, row in enumerate(near):
            others = np.argpartition(-row, min(NEIGHBORS, len(row)) - 1)[:NEIGHBORS]
            _compare(index, int(shown[start + place]), shown[others[row[others] > -1]], best)
    order = sorted(best.items(), key=lambda pair: (-pair[1][0], pair[0]))[:most]
    return [_twin(index, views, score) for _, (score, *views) in order]


def _compare(index: SkuIndex, view: int, others: np.ndarray, best: dict[tuple[int, int], tuple[float, int, int]]
             ) -> None:
    others = np.sort(others)
    if not len(others):
        return
    own = np.asarray(index.cells[view], np.float32) / SCALE, np.asarray(index.weights[view], np.float32)
    shown = np.asarray(index.cells[others], np.float32) / SCALE, np.asarray(index.weights[others], np.float32)
    for other, score in zip(others.tolist(), likeness(shown, own).tolist(), strict=True):
        if score >= ALIKE:
            pair = sorted(((int(index.rows[view]), view), (int(index.rows[other]), other)))
            key = pair[0][0], pair[1][0]
            if score > best.get(key, (0.0, 0, 0))[0]:
                best[key] = score, pair[0][1], pair[1][1]


def _twin(index: SkuIndex, views: list[int], score: float) -> Twin:
    one, two = (index.skus[int(index.rows[view])] for view in views)
    color = float(np.asarray(index.colors[views[0]], np.float32) @ np.asarray(index.colors[views[1]], np.float32))
    said = [words_of(f"{sku.brand} {sku.title} {sku.size}") for sku in (one, two)]
    words = tuple(tuple(word for word in dict.fromkeys(own) if word not in other)
                  for own, other in (said, said[::-1]))
    codes = number_of(one.gtin), number_of(two.gtin)
    told_by = [*(["color"] if color < COLOR else []), *(["text"] if words[0] or words[1] else []),
               *(["barcode"] if None not in codes and codes[0] != codes[1] else [])]
    return Twin(one.sku, two.sku, one.title, two.title, index.names[views[0]].decode(),
                index.names[views[1]].decode(), min(1.0, score), color, (words[0], words[1]), tuple(told_by))
