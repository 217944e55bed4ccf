"""The noun of an explanation: where in a picture the evidence for one label lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Saliency:
    """Where the evidence for one label lies.

    Attributes
    ----------
    map : ndarray of float32, shape (H, W)
        In [0, 1], of the size of the picture; all zero when there is no positive evidence.
    coarse : ndarray of float32, shape (h, w)
        The raw map before ReLU and scaling, in units of the score's gradient.
    label : str
        One of the four labels of intent, or "sensitive".
    score : float
        What the model gave that label.
    method, layer : str
        "grad-cam" and the tensor it was taken at.
    """

    map: np.ndarray
    coarse: np.ndarray
    label: str
    score: float
    method: str
    layer: str

    @property
    def has_evidence(self) -> bool:
        """False when no region speaks for the label."""
        return bool(self.map.max() > 0)
