"""How a picture of one product looks, as numbers that can be compared: its parts, its colors, its distinct points.

Parts: the network's last feature map, 7 by 7 cells, each cell projected to 256 numbers. Two pictures are as alike as
their parts find each other (late interaction [1]_): a package in the hand has the same lettering somewhere, whatever
is around it. Nine pooled cells stand for all 49 where a whole catalog is compared.

References
----------
.. [1] Khattab and Zaharia, "ColBERT: efficient passage search via contextualized late interaction", SIGIR 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SIDE, CELLS, POOLED = 7, 49, 9
NEAR = 18  # levels of a channel within which a pixel has the color of the border
UNIFORM = 0.8  # of the border's pixels, from which on it is a ground that the product stands on
PRODUCT = 0.3  # of a cell's weight, from which on it shows the product
SCALE = 254.0  # of a number stored in 8 bits
_WINDOW = np.outer(*[np.array([0.3, 0.7, 1, 1, 1, 0.7, 0.3], np.float32)] * 2).ravel()
_THIRDS = (slice(0, 3), slice(2, 5), slice(4, 7))


@dataclass(frozen=True, eq=False)
class Look:
    """What is kept of one picture.

    Attributes
    ----------
    cells : ndarray of int8, shape (49, D)
        Parts, of length 1 where divided by `SCALE`.
    weights : ndarray of float32, shape (49,)
        How much of each cell shows the product, in [0, 1].
    color : ndarray of float32, shape (K,)
        Square roots of the shares of colors.
    points : ndarray of float32, shape (P, 2)
        Places of distinct points, pixels of a copy of bounded size.
    descriptors : ndarray of uint8, shape (P, 128)
        What surrounds each.
    """

    cells: np.ndarray
    weights: np.ndarray
    color: np.ndarray
    points: np.ndarray
    descriptors: np.ndarray


def product_weights(image: np.ndarray) -> np.ndarray:
    """How much of each of 7 by 7 cells shows the product: what differs from a uniform border, else the middle.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    ndarray of float32, shape (49,)
        In [0, 1].

    Examples
    --------
    >>> image = np.full((70, 70, 3), 255, np.uint8); image[20:50, 20:50] = 0
    >>> product_weights(image).reshape(7, 7)[3, 2:5].tolist(), float(product_weights(image)[0])
    ([1.0, 1.0, 1.0], 0.0)
    """
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]]).astype(np.int16)
    ground = np.median(border, axis=0)
    if (np.abs(border - ground).max(axis=1) <= NEAR).mean() < UNIFORM:
        return _WINDOW.copy()
    differs = np.abs(image.astype(np.int16) - ground.astype(np.int16)).max(axis=2) > NEAR
    weights = cell_means(differs.astype(np.float32)).ravel()
    return weights if weights.max() > PRODUCT else _WINDOW.copy()


def cell_means(values: np.ndarray) -> np.ndarray:
    """Means over 7 by 7 cells (ndarray of float32, shape (H, W) -> (7, 7)); a smaller side is repeated first."""
    for axis in (0, 1):
        if values.shape[axis] < SIDE:
            values = np.repeat(values, -(-SIDE // values.shape[axis]), axis=axis)
    rows, columns = (np.linspace(0, size, SIDE + 1).round().astype(int)[:-1] for size in values.shape)
    sums = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
    counts = np.outer(np.diff([*rows, values.shape[0]]), np.diff([*columns, values.shape[1]]))
    return np.asarray(sums / counts, np.float32)


def quantized(cells: np.ndarray) -> np.ndarray:
    """Cells of length 1 in 8 bits a number (ndarray of int8, same shape)."""
    return np.clip(np.rint(cells * SCALE), -127, 127).astype(np.int8)


def pooled(cells: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nine overlapping regions of a picture, each the mean of its cells.

    Parameters
    ----------
    cells : ndarray, shape (N, 49, D)
    weights : ndarray of float32, shape (N, 49)

    Returns
    -------
    regions : ndarray of float32, shape (N, 9, D)
        Of length 1; zeros where nothing of the product is.
    weights : ndarray of float32, shape (N, 9)
        In [0, 1].
    """
    grid = np.asarray(cells, np.float32).reshape(len(cells), SIDE, SIDE, -1)
    weight = np.asarray(weights, np.float32).reshape(len(cells), SIDE, SIDE, 1)
    regions, shares = [], []
    for rows in _THIRDS:
        for columns in _THIRDS:
            part = weight[:, rows, columns]
            regions.append((grid[:, rows, columns] * part).sum(axis=(1, 2)))
            shares.append(part.mean(axis=(1, 2, 3)))
    found = np.stack(regions, axis=1)
    lengths = np.linalg.norm(found, axis=2, keepdims=True)
    return found / np.where(lengths > 0, lengths, 1), np.stack(shares, axis=1)


def mean_look(looks: Sequence[Look]) -> Look:
    """The prototype of several pictures of one product: means of parts, weights and colors.

    Parameters
    ----------
    looks : sequence of Look
        The packshot first: the distinct points are its.

    Returns
    -------
    Look
    """
    cells = np.mean([look.cells / np.float32(SCALE) * look.weights[:, None] for look in looks], axis=0)
    lengths = np.linalg.norm(cells, axis=1, keepdims=True)
    color = np.mean([look.color for look in looks], axis=0)
    return Look(quantized(cells / np.where(lengths > 0, lengths, 1)),
                np.asarray(np.mean([look.weights for look in looks], axis=0), np.float32),
                np.asarray(color / max(float(np.linalg.norm(color)), 1e-6), np.float32), looks[0].points,
                looks[0].descriptors)


def likeness(shown: tuple[np.ndarray, np.ndarray], crop: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """How well the parts of pictures and of one crop find each other.

    Parameters
    ----------
    shown : (cells, weights)
        Of N pictures: float32 (N, C, D) of length 1, float32 (N, C).
    crop : (cells, weights)
        Of the crop: float32 (C, D), float32 (C,).

    Returns
    -------
    ndarray of float32, shape (N,)
        Mean of both directions: each part of the product looks for its best part in the crop, and each part of the crop
        for its best part of the product; 1 for the same picture.
    """
    cells, weights = shown
    count, parts, width = cells.shape
    cosines = (cells.reshape(-1, width) @ crop[0].T).reshape(count, parts, len(crop[0]))
    there = (cosines.max(axis=2) * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-6)
    is_product = weights > PRODUCT
    cosines[~is_product] = -1
    back = (cosines.max(axis=1) * crop[1]).sum(axis=1) / max(float(crop[1].sum()), 1e-6)
    return np.asarray((there + back) / 2, np.float32)
