"""Which pictures of an audit look like another product's pictures more than like those of their own.

Numbers only: looks come from the index of products (`core.vision.skus`), and what differs from product to product is
compared in three ways: parts, colors, and distinct points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.vision.skus.look import SCALE, likeness

NEAREST, MOST_OWN = 16, 12  # views of other products, and of its own, that a picture is compared with by all parts


@dataclass(frozen=True, eq=False)
class Gallery:
    """The looks of an audit's pictures.

    Attributes
    ----------
    cells, weights : ndarray of int8 (V, 49, D) and float32 (V, 49)
    means : ndarray of float32, shape (V, D)
        Of length 1: what the nearest are found by.
    colors : ndarray of float32, shape (V, K)
    families : ndarray of int, shape (V,)
        The same for variants of one product.
    pictures : ndarray of int, shape (V,)
        The same for one picture under two products.
    """

    cells: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    colors: np.ndarray
    families: np.ndarray
    pictures: np.ndarray


@dataclass(frozen=True)
class Alike:
    """The view that is most like a picture.

    Attributes
    ----------
    view : int
    look, color : float
        How alike parts and colors are, at most 1.
    points : int
        Distinct points that lie alike.
    """

    view: int
    look: float
    color: float
    points: int = 0


def gallery_of(looks: tuple[np.ndarray, np.ndarray, np.ndarray], families: np.ndarray, pictures: np.ndarray) -> Gallery:
    """A gallery of views.

    Parameters
    ----------
    looks : (cells, weights, colors)
        Of the views, as in `core.vision.skus.index.SkuIndex`.
    families, pictures : ndarray of int, shape (V,)
    """
    cells, weights, colors = looks
    weights = np.asarray(weights, np.float32)
    means = np.stack([(own.astype(np.float32) * share[:, None]).sum(axis=0)
                      for own, share in zip(cells, weights, strict=True)])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return Gallery(cells, weights, means / np.where(lengths > 0, lengths, 1), np.asarray(colors, np.float32), families,
                   pictures)


def rivals(gallery: Gallery, view: int) -> tuple[Alike | None, Alike | None]:
    """What of its own product, and what of all others, is most like a view; None where there is none.

    Parameters
    ----------
    gallery : Gallery
    view : int
    """
    other_picture = gallery.pictures != gallery.pictures[view]
    is_own = gallery.families == gallery.families[view]
    near = gallery.means @ gallery.means[view]
    return (_best(gallery, view, _first(near, is_own & other_picture, MOST_OWN)),
            _best(gallery, view, _first(near, ~is_own & other_picture, NEAREST)))


def _first(near: np.ndarray, mask: np.ndarray, most: int) -> np.ndarray:
    places = np.flatnonzero(mask)
    return np.sort(places[np.argsort(-near[places], kind="stable")[:most]])


def _best(gallery: Gallery, view: int, others: np.ndarray) -> Alike | None:
    if not len(others):
        return None
    scores = likeness((gallery.cells[others].astype(np.float32) / SCALE, gallery.weights[others]),
                      (gallery.cells[view].astype(np.float32) / SCALE, gallery.weights[view]))
    place = int(scores.argmax())
    best = int(others[place])
    return Alike(best, float(scores[place]), float(gallery.colors[best] @ gallery.colors[view]))
