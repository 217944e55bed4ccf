"""RISE [1]_: hide random halves of the picture, and see which places make the score high when they are shown.

With random smooth masks M_n in [0, 1] and F_n the label's score before softmax of the picture under mask n (what is
hidden takes the picture's mean color), each place shows the slope of the score over its own visibility,

    raw = cov_n(F_n, M_n) / var_n(M_n),        map = ReLU(raw).

The paper's mean of F_n M_n differs from it by a constant and a scale, but is positive everywhere: it cannot say that
there is no evidence. Slopes below three of their standard errors are chance and count as none.

    from core.explain.contract import open_explainer
    saliency = open_explainer("rise", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Petsiuk et al., "RISE: Randomized Input Sampling for Explanation of Black-box Models", BMVC 2018, equations 4
   to 6; section 3.2 for the masks: grids of 7 x 7 cells, enlarged bilinearly and shifted by chance.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from core.explain.differentiable import DifferentiableModel, open_model
from core.explain.heat import enlarge, normalize
from core.nouns.saliency import Saliency

METHOD = "rise"
MASKS, CELLS, SHOWN, SEED = 256, 7, 0.5, 7
MAP_SIDE = 28  # of the raw values: four times as fine as the grid, whose shifts they resolve
CHANCE = 3.0  # standard errors


class Rise:
    """One .tflite kept open; an `Explainer` of `core.explain.contract`.

    Parameters
    ----------
    model_path : str, Path or DifferentiableModel
        The .tflite that gives the scores, or the same opened already.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `DifferentiableModel`.
    """

    def __init__(self, model_path: str | Path | DifferentiableModel, *, threads: int = 1) -> None:
        self._model = open_model(model_path, threads)

    def explain(self, image: np.ndarray, label: str, *, against: str = "", layer: str = "") -> Saliency:
        """Show where the evidence for a label lies; `layer` is not used, only the picture is changed."""
        values = self._model.to_input(image)
        score, logit = self._model.score(values, label, against)
        color, logits = values.mean(axis=(0, 1)), np.empty(MASKS)
        for number, mask in enumerate(masks(values.shape[0])):
            shown = mask[..., None] * (values - color) + color
            logits[number] = self._model.score(shown, label, against)[1]
        coarse = slopes(logits, masks(MAP_SIDE))
        full = enlarge(normalize(coarse, max(abs(logit), 1.0)), (image.shape[1], image.shape[0]))
        return Saliency(full, coarse.astype(np.float32), label, score, METHOD, "")


@lru_cache(maxsize=4)
def masks(side: int, *, count: int = MASKS, cells: int = CELLS) -> np.ndarray:
    """The same random masks at any size.

    Parameters
    ----------
    side : int
        Pixels along each side.
    count, cells : int
        How many masks, and cells of the grid along each side.

    Returns
    -------
    ndarray of float32, shape (count, side, side)
        In [0, 1]; about half of each is shown.
    """
    random = np.random.default_rng(SEED)
    result = np.empty((count, side, side), np.float32)
    cell = side / cells
    for number in range(count):
        grid = (random.random((cells + 1, cells + 1)) < SHOWN).astype(np.float32)
        down, right = random.random(2) + 0.5 / cell - 0.5  # of a cell; the centers of the corner pixels lie half inside
        turn = np.array([[1 / cell, 0, right], [0, 1 / cell, down]], np.float32)
        result[number] = cv2.warpAffine(grid, turn, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                        borderMode=cv2.BORDER_REPLICATE)
    return result


def slopes(logits: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """How much the score rises with the visibility of each place.

    Parameters
    ----------
    logits : ndarray of float64, shape (n,)
        The score under each mask.
    shown : ndarray of float32, shape (n, rows, columns)
        The masks.

    Returns
    -------
    ndarray of float64, shape (rows, columns)
        Zero where a slope is below `CHANCE` standard errors.

    Examples
    --------
    The score is twice the visibility of the left place, and does not know the right one.

    >>> shown = np.array([[[0.0, 0.0]], [[1.0, 0.0]], [[0.0, 1.0]], [[1.0, 1.0]]])
    >>> slopes(np.array([0.0, 2.0, 0.0, 2.0]), shown).tolist()
    [[2.0, 0.0]]
    """
    away, hidden = logits - logits.mean(), shown - shown.mean(axis=0)
    variance = (hidden**2).sum(axis=0)
    slope = np.divide(np.tensordot(away, hidden, axes=1), variance, out=np.zeros_like(variance, np.float64),
                      where=variance > 0)
    rest = ((away[:, None, None] - slope * hidden) ** 2).sum(axis=0)
    error = np.sqrt(np.divide(rest, variance * max(1, len(logits) - 2), out=np.zeros_like(slope), where=variance > 0))
    return np.where(np.abs(slope) > CHANCE * error, slope, 0.0)
