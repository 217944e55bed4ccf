"""Bare body parts in a picture: what a detector finds, and what a second opinion says of it.

The detector is NudeNet's small one (YOLOv8, 18 classes) [1]_; of these, five are unsafe. It fires on goods too, so what
it finds is "likely" only where the chain saw a person at that place and most of the box has the color of skin [2]_;
else it is "doubtful", and a person decides. Nothing is blocked on the detector's word alone.

References
----------
.. [1] NudeNet 3.4.2, https://pypi.org/project/nudenet: 320n.onnx, its classes and its letterbox.
.. [2] Chai and Ngan, "Face segmentation using skin-color map in videophone applications", 1999: Cr and Cb of skin.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import WrongContract
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.openvino_network import open_openvino

FACT, LIKELY, DOUBTFUL = "unsafe", "likely", "doubtful"
SKIN_CR, SKIN_CB = (133, 173), (77, 127)  # [2]
Box = tuple[float, float, float, float]


def open_unsafe(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "unsafe": `labels` of the detector, `input.unsafe`, those that are unsafe, and the thresholds "score",
        "skin" (least share of a box) and "person" (least share of a box inside a person's).

    Raises
    ------
    WrongContract
        When OpenVINO cannot read the file, or its classes are others.
    """
    path, side = Path(entry.path), int(entry.input["size_wh"][0])
    network = open_openvino(path)
    rows = np.array([4 + entry.labels.index(name) for name in entry.input["unsafe"]])

    def unsafe_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        output = network(letterboxed(image, side)[None])[0][0]
        if output.shape[0] != 4 + len(entry.labels):
            raise WrongContract(f"{path.name} must have {len(entry.labels)} classes.", "Use the file of the manifest.")
        scores = output[rows].max(axis=0)
        best = int(scores.argmax())
        if scores[best] < entry.threshold("score"):
            return ()
        box = _in_picture(output[:4, best], side, image.shape)
        is_sure = (skin_share(image, box) >= entry.threshold("skin")
                   and inside_person(box, analysis) >= entry.threshold("person"))
        return (Fact(FACT, LIKELY if is_sure else DOUBTFUL, float(scores[best]), entry.name, box),)

    return unsafe_of


def letterboxed(image: np.ndarray, side: int) -> np.ndarray:
    """A square with the picture at its upper left and black beside it, as the detector was trained [1]_.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int

    Returns
    -------
    ndarray of float32, shape (3, side, side)
        In [0, 1].

    Examples
    --------
    >>> square = letterboxed(np.full((50, 100, 3), 255, np.uint8), 20)
    >>> float(square[:, :10].min()), float(square[:, 10:].max())
    (1.0, 0.0)
    """
    scale = side / max(image.shape[:2])
    size_wh = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    square = np.zeros((side, side, 3), np.float32)
    square[:size_wh[1], :size_wh[0]] = cv2.resize(
        image, size_wh, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return np.ascontiguousarray(square.transpose(2, 0, 1)) / 255


def skin_share(image: np.ndarray, box: Box) -> float:
    """How much of a box has the color of skin.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    box : tuple of float
        Left, top, right, bottom.

    Returns
    -------
    float
        In [0, 1].
    """
    left, top, right, bottom = (int(value) for value in box)
    crop = np.ascontiguousarray(image[top:bottom + 1, left:right + 1])
    if not crop.size:
        return 0.0
    _, cr, cb = cv2.split(cv2.cvtColor(crop, cv2.COLOR_RGB2YCrCb))
    return float(((cr >= SKIN_CR[0]) & (cr <= SKIN_CR[1]) & (cb >= SKIN_CB[0]) & (cb <= SKIN_CB[1])).mean())


def inside_person(box: Box, analysis: Analysis) -> float:
    """How much of a box lies inside the person that holds most of it, in [0, 1]; 0 without a person."""
    if analysis.persons is None or not len(analysis.persons):
        return 0.0
    persons = np.asarray(analysis.persons.xyxy, np.float64)
    across = np.minimum(persons[:, 2], box[2]) - np.maximum(persons[:, 0], box[0])
    down = np.minimum(persons[:, 3], box[3]) - np.maximum(persons[:, 1], box[1])
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
    return float((np.maximum(across, 0) * np.maximum(down, 0)).max() / area)


def _in_picture(center: np.ndarray, side: int, shape: tuple[int, ...]) -> Box:
    scale = max(shape[:2]) / side
    x, y, width, height = (float(value) * scale for value in center)
    return (max(0.0, x - width / 2), max(0.0, y - height / 2), min(float(shape[1]), x + width / 2),
            min(float(shape[0]), y + height / 2))
