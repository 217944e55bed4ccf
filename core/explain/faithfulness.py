"""Does a map show what the score rests on? Change the picture in the map's order, and watch the score.

Deletion [1]_ covers the picture's cells from the hottest to the coldest with its mean color, insertion [1]_ shows them
in that order on a blurred copy; both are the mean score over the way (the area under the curve). ROAD [2]_ removes a
share of the cells and fills each hole from what surrounds it, so that the hole's shape says nothing by itself: its
value is the mean score after removing the coldest cells minus that after removing the hottest.

References
----------
.. [1] Petsiuk et al., "RISE: Randomized Input Sampling for Explanation of Black-box Models", BMVC 2018, section 4.2.
.. [2] Rong et al., "A Consistent and Efficient Evaluation Strategy for Attribution Methods", ICML 2022: noisy linear
   imputation, with weights 1/6 for neighbors beside a cell and 1/12 for diagonal ones.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import cv2
import numpy as np
from scipy.sparse import csr_matrix, identity
from scipy.sparse.linalg import spsolve

from core.explain.differentiable import DifferentiableModel
from core.nouns.trust import Faithfulness

CELLS = 28  # along each side: 8 pixels of the input, finer than any feature map that is explained
STEPS = 14
BLUR = 0.08  # standard deviation of the blurred copy, as a share of the side
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the cells that ROAD removes
NOISE = 0.02  # standard deviation on filled cells, as a share of the input's range: calm must not give a hole away
_NEIGHBORS = {(-1, 0): 1 / 6, (1, 0): 1 / 6, (0, -1): 1 / 6, (0, 1): 1 / 6,
              (-1, -1): 1 / 12, (-1, 1): 1 / 12, (1, -1): 1 / 12, (1, 1): 1 / 12}


def order_of(heat: np.ndarray) -> np.ndarray:
    """Cells from the hottest to the coldest.

    Parameters
    ----------
    heat : ndarray of float, shape (h, w)
        A map over the picture.

    Returns
    -------
    ndarray of int, shape (CELLS**2,)
        Cells that are equally hot, such as all the cold ones, follow each other by chance.
    """
    cells = cv2.resize(heat.astype(np.float32), (CELLS, CELLS), interpolation=cv2.INTER_AREA).ravel()
    chance = np.random.default_rng(0).random(cells.size)
    return np.lexsort((chance, -cells))


def center_blob() -> np.ndarray:
    """A map that knows nothing but that products stand in the middle: hottest there, colder with the distance."""
    side = np.arange(CELLS) - (CELLS - 1) / 2
    blob: np.ndarray = -np.hypot(side[:, None], side[None, :])
    return blob


def random_map(seed: int) -> np.ndarray:
    """A map that knows nothing and looks like one: smooth, as coarse as a feature map of 7 x 7.

    Scattered cells would be no fair rival: holes all over a picture confuse a network at once, whatever they hide.
    """
    coarse = np.random.default_rng(seed).random((7, 7)).astype(np.float32)
    smooth: np.ndarray = cv2.resize(coarse, (CELLS, CELLS), interpolation=cv2.INTER_LINEAR)
    return smooth


def seed_of(values: np.ndarray) -> int:
    """The seed of a picture's random map, from its pixels: over many pictures no single map is the rival.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, columns, 3)
        The model's input.
    """
    return zlib.crc32(np.ascontiguousarray(values).tobytes())


def measure(model: DifferentiableModel, values: np.ndarray, label: str, order: np.ndarray) -> Faithfulness:
    """Deletion, insertion and ROAD of one order of cells.

    Parameters
    ----------
    model : DifferentiableModel
    values : ndarray of float32, shape (rows, columns, 3)
        The model's input.
    label : str
        One of `core.explain.contract.LABELS`.
    order : ndarray of int, shape (CELLS**2,)
        As `order_of` returns it.
    """
    color = np.broadcast_to(values.mean(axis=(0, 1)), values.shape)
    blurred = cv2.GaussianBlur(values, (0, 0), BLUR * len(values))
    steps = np.linspace(0, order.size, STEPS + 1).round().astype(int)
    deleted = [_score(model, _mixed(order[:count], color, values), label) for count in steps]
    inserted = [_score(model, _mixed(order[:count], values, blurred), label) for count in steps]
    gains = []
    for share in SHARES:
        count = round(share * order.size)
        hottest, coldest = (_score(model, _filled(part, values), label) for part in (order[:count], order[-count:]))
        gains.append(coldest - hottest)
    return Faithfulness(_area(deleted), _area(inserted), float(np.mean(gains)))


def _score(model: DifferentiableModel, values: np.ndarray, label: str) -> float:
    return model.score(values, label)[0]


def _area(scores: list[float]) -> float:
    return float(np.trapezoid(scores) / (len(scores) - 1))


def _mixed(cells: np.ndarray, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """`inside` where a cell is listed, `outside` elsewhere."""
    return np.where(_mask(cells, outside.shape[:2])[..., None], inside, outside)


def _mask(cells: np.ndarray, size_hw: tuple[int, ...]) -> np.ndarray:
    mask = np.zeros(CELLS * CELLS, np.uint8)
    mask[cells] = 1
    large = cv2.resize(mask.reshape(CELLS, CELLS), (size_hw[1], size_hw[0]), interpolation=cv2.INTER_NEAREST)
    return large.astype(bool)


def _filled(cells: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The picture with the listed cells filled from around: each is the weighted mean of its neighbors, plus noise."""
    if not len(cells):
        return values
    coarse = cv2.resize(values, (CELLS, CELLS), interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(np.float64)
    weights, missing = _weights(), np.zeros(CELLS * CELLS, bool)
    missing[cells] = True
    rows = weights[missing]
    known = rows[:, ~missing] @ coarse[~missing]
    system = identity(int(missing.sum()), format="csr") - rows[:, missing]
    is_everything = bool(missing.all())
    solved = np.tile(coarse.mean(axis=0), (len(coarse), 1)) if is_everything else spsolve(system.tocsc(), known)
    coarse[missing] = solved.reshape(-1, 3) + np.random.default_rng(0).normal(
        0, NOISE * np.ptp(values), (int(missing.sum()), 3))
    picture = cv2.resize(coarse.reshape(CELLS, CELLS, 3).astype(np.float32), values.shape[1::-1],
                         interpolation=cv2.INTER_LINEAR)
    return np.where(_mask(cells, values.shape[:2])[..., None], picture, values)


@lru_cache(maxsize=1)
def _weights() -> csr_matrix:
    """Row i: the weights of cell i's neighbors, which add up to one also at the border."""
    rows, columns, data = [], [], []
    for row in range(CELLS):
        for column in range(CELLS):
            near = {(row + down, column + right): weight for (down, right), weight in _NEIGHBORS.items()
                    if 0 <= row + down < CELLS and 0 <= column + right < CELLS}
            for (down, right), weight in near.items():
                rows.append(row * CELLS + column)
                columns.append(down * CELLS + right)
                data.append(weight / sum(near.values()))
    return csr_matrix((data, (rows, columns)), shape=(CELLS * CELLS, CELLS * CELLS))
