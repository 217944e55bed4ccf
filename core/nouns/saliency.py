"""The nouns of an explanation: where in a picture the evidence for one label lies, and the same on the photo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.nouns.trust import Trust


@dataclass(frozen=True, eq=False)
class Saliency:
    """Where the evidence for one label lies.

    Attributes
    ----------
    map : ndarray of float32, shape (h, w)
        In [0, 1], over the whole picture: at the picture's size when a method gives it; a verb may make it smaller.
        All zero when there is no positive evidence.
    coarse : ndarray of float32, shape (rows, columns)
        The method's raw values at its own resolution, before ReLU and scaling, in units of the score's gradient.
    label : str
        One of the four labels of shopping intent, or "sensitive".
    score : float
        The model's score for that label, in [0, 1].
    method, layer : str
        Name in `core.explain.contract.METHODS`, and the tensor that the values come from ("" without one).
    """

    map: np.ndarray
    coarse: np.ndarray
    label: str
    score: float
    method: str
    layer: str

    @property
    def has_evidence(self) -> bool:
        """False when no part of the picture raises the label's score."""
        return bool(self.map.max() > 0)


@dataclass(frozen=True, eq=False)
class Explanation:
    """A saliency map and its picture for people.

    Attributes
    ----------
    saliency : Saliency
    overlay : bytes
        The heatmap on the photo (JPEG or PNG); the photo with a caption when there is no evidence.
    trust : Trust or None
        How far the map can be trusted, where that was asked for.
    """

    saliency: Saliency
    overlay: bytes
    trust: Trust | None = None
