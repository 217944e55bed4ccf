"""Where the product is: what differs from a plain border, else what a network for salient objects marks.

On a plain ground the border tells more than the network, and costs nothing. The network is U2-Net's small form [1]_,
run by OpenVINO in float32, so that numbers agree on every machine.

References
----------
.. [1] Qin et al., "U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection", 2020: u2netp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.openvino_network import open_openvino

FACT = "product_area"
MEAN, DEVIATION = np.array([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]], np.float32)  # of ImageNet, as in [1]
BORDER_SIDE = 320  # pixels of the copy on which the border decides
DUST = 0.01  # of all pixels; less is dust on the ground
SMALL, LARGE = 0.2, 0.5  # of the picture


@dataclass(frozen=True, eq=False)
class ProductMask:
    """Where the product is in a picture.

    Attributes
    ----------
    mask : ndarray of bool, shape (h, w)
        Of a copy of the picture; True for the product. All False where there is none.
    is_plain : bool
        True where the border decided, False where the network did.
    """

    mask: np.ndarray
    is_plain: bool

    @property
    def share(self) -> float:
        """Of the picture, in [0, 1]."""
        return float(self.mask.mean())

    def box(self, size_wh: tuple[int, int]) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom of the product in a picture of that size; None where there is none."""
        columns, rows = np.flatnonzero(self.mask.any(axis=0)), np.flatnonzero(self.mask.any(axis=1))
        if not len(columns):
            return None
        across, down = size_wh[0] / self.mask.shape[1], size_wh[1] / self.mask.shape[0]
        return (float(columns[0] * across), float(rows[0] * down), float((columns[-1] + 1) * across),
                float((rows[-1] + 1) * down))


class MaskModel:
    """Finds the product. The mask of the latest picture is kept: several stages of one picture ask for it.

    Parameters
    ----------
    path : Path
        Of the network (.onnx), one input (1, 3, S, S), whose first output is a map in [0, 1].
    side : int
        S.
    limits : tuple of float
        Median distance from a plain border, and distance of the product from it (CIELAB); least value of the map.

    Raises
    ------
    WrongContract
        When OpenVINO cannot read the file.
    """

    def __init__(self, path: Path, side: int, limits: tuple[float, float, float]) -> None:
        self._network = open_openvino(path, (1, 3, side, side))
        self._side, self._limits = side, limits
        self._latest: tuple[np.ndarray, ProductMask] | None = None

    def of(self, image: np.ndarray) -> ProductMask:
        """The mask of a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        """
        if self._latest is not None and self._latest[0] is image:
            return self._latest[1]
        spread, distance, least = self._limits
        mask = border_mask(image, spread, distance)
        found = ProductMask(self._salient(image) >= least, False) if mask is None else ProductMask(mask, True)
        self._latest = image, found
        return found

    def _salient(self, image: np.ndarray) -> np.ndarray:
        square = cv2.resize(image, (self._side, self._side), interpolation=cv2.INTER_AREA).astype(np.float32)
        values = (square / max(1.0, float(square.max())) - MEAN) / DEVIATION
        salient = self._network(np.ascontiguousarray(values.transpose(2, 0, 1)[None]))[0][0, 0]
        low, high = float(salient.min()), float(salient.max())
        return np.asarray((salient - low) / (high - low) if high > low else np.zeros_like(salient))


def border_mask(image: np.ndarray, spread: float, distance: float) -> np.ndarray | None:
    """What differs from a plain border.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    spread : float
        Most median distance of the border's pixels from their own median, in CIELAB.
    distance : float
        Least distance of the product's pixels from that median.

    Returns
    -------
    ndarray of bool, shape (h, w), or None
        Of a copy of at most 320 pixels; None where the border is not plain, or nothing differs from it.

    Examples
    --------
    >>> image = np.full((40, 40, 3), 255, np.uint8)
    >>> image[10:30, 10:30] = (200, 20, 20)
    >>> mask = border_mask(image, 6, 12)
    >>> int(mask.sum()), bool(mask[20, 20]), bool(mask[2, 2])
    (400, True, False)
    """
    scale = BORDER_SIDE / max(image.shape[:2])
    if scale < 1:
        size_wh = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        image = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    paper = np.median(border, axis=0)
    if np.median(np.linalg.norm(border - paper, axis=1)) > spread:
        return None
    mask = np.asarray(np.linalg.norm(lab - paper, axis=2) > distance)
    return mask if mask.mean() > DUST else None


def mask_model(entry: Any) -> MaskModel:
    """The model of a manifest entry of role "mask", opened once in each process; raises WrongContract."""
    values = entry.input
    limits = float(values["border_spread"]), float(values["product_distance"]), entry.threshold("salient")
    return _opened(Path(entry.path), int(values["size_wh"][0]), limits)


def open_mask(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function: how much of the picture the product takes, and where it is.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "mask".
    """
    model = mask_model(entry)

    def area_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        found = model.of(image)
        box = found.box((image.shape[1], image.shape[0]))
        if box is None:
            return ()
        word = "small" if found.share < SMALL else "large" if found.share >= LARGE else "medium"
        return (Fact(FACT, word, found.share, entry.name, box),)

    return area_of


@lru_cache(maxsize=2)
def _opened(path: Path, side: int, limits: tuple[float, float, float]) -> MaskModel:
    return MaskModel(path, side, limits)
