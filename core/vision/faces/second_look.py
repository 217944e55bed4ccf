"""The second look at each face candidate: MTCNN also fires on apples, mugs and shoes, and its score does not separate.

A face remains a face when the square is shifted a little, mirrored, or cut tighter or wider; an object that resembles
one in a single square does not. MTCNN's third net runs on five such squares, and a logistic rule over six features
decides. Its coefficients are in the model's file, fitted by `core.learning.faces.train`; the figures: docs/faces.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import WrongContract
from core.vision.faces.mtcnn import Candidates, Mtcnn

# (size in sides of the face's square, shift right, shift down, mirrored)
LOOKS = (
    (1.0, 0.0, 0.0, True),
    (1.0, -0.12, 0.0, False),
    (1.0, 0.0, -0.12, False),
    (0.8, 0.0, 0.0, False),
    (1.25, 0.0, 0.0, False),
)
MIRRORED, NEAR, CLOSE, WIDE = 0, slice(0, 3), 3, 4
# What people read when a feature speaks most against a face.
REASONS = {
    "score": "the detector itself is unsure",
    "near": "it does not look like a face from nearby positions",
    "worst": "it stops looking like a face when the box shifts slightly",
    "mirrored": "it does not look like a face when mirrored",
    "close": "it does not look like a face in a tighter crop",
    "wide": "it does not look like a face in a wider crop",
}
FEATURES = tuple(REASONS)
MARGIN = 1e-4  # scores are clipped this far from 0 and 1, so that one look cannot outweigh all others


@dataclass(frozen=True, eq=False)
class FaceRule:
    """Logistic rule over `FEATURES`: score = 1 / (1 + exp(-(sum of parts + bias))).

    Attributes
    ----------
    mean, deviation, weight : ndarray of float64, shape (6,)
        The part of a feature is weight * (value - mean) / deviation.
    bias : float

    Examples
    --------
    >>> rule = FaceRule(np.zeros(6), np.ones(6), np.full(6, 0.5), bias=0.0)
    >>> rule.scores(np.array([[0.0] * 6, [1.0] * 6])).round(3).tolist()
    [0.5, 0.953000009059906]
    """

    mean: np.ndarray
    deviation: np.ndarray
    weight: np.ndarray
    bias: float

    def parts(self, features: np.ndarray) -> np.ndarray:
        """The part of each feature, higher for a face; `features` and result float64 (N, 6)."""
        return self.weight * (features - self.mean) / self.deviation

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Score of a face, float32 (N,) in [0, 1]; `features` float64 (N, 6)."""
        return (1 / (1 + np.exp(-(self.parts(features).sum(1) + self.bias)))).astype(np.float32)

    def reasons(self, features: np.ndarray) -> list[str]:
        """For each row of `features` (N, 6), in words, what speaks most against a face."""
        return [REASONS[FEATURES[int(worst)]] for worst in self.parts(features).argmin(1)]

    @staticmethod
    def read(values: dict[str, Any], path: Path) -> FaceRule:
        """Take the rule from the content of a model's file.

        Parameters
        ----------
        values : dict
            From `read_file`.
        path : Path
            The file, named in errors.

        Raises
        ------
        WrongContract
            When the file lacks a number, or one cannot be right.
        """
        try:
            rows = [
                [float(values["features"][name][key]) for key in ("mean", "deviation", "weight")] for name in FEATURES
            ]
            table, bias = np.array(rows), float(values["bias"])
        except (KeyError, TypeError, ValueError) as error:
            raise WrongContract(
                f"{path.name} must give mean, deviation and weight of {', '.join(FEATURES)}, but: {error}.",
                "Fit it again with “python -m core.learning.faces.train”.",
            ) from None
        if not np.isfinite(table).all() or not np.isfinite(bias) or (table[:, 1] <= 0).any():
            raise WrongContract(
                f"{path.name} must hold finite numbers and deviations above zero.",
                "Fit it again with “python -m core.learning.faces.train”.",
            )
        return FaceRule(table[:, 0], table[:, 1], table[:, 2], bias)


def read_file(path: Path) -> dict[str, Any]:
    """Read the JSON object in a model's file.

    Raises
    ------
    WrongContract
        When the file holds no JSON object.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongContract(
            f"{path.name} is not readable JSON: {error}.", "Restore it from the repository (git checkout -- models)."
        ) from None
    if not isinstance(values, dict):
        raise WrongContract(
            f"{path.name} must hold a JSON object.", "Restore it from the repository (git checkout -- models)."
        )
    return values


def measure(cascade: Mtcnn, pixels: np.ndarray, candidates: Candidates) -> np.ndarray:
    """Look at each candidate five more times.

    Parameters
    ----------
    cascade : Mtcnn
    pixels : ndarray of float32, shape (H, W, 3)
        From `mtcnn.to_input`.
    candidates : Candidates
        Of the cascade, in the frame of `pixels`.

    Returns
    -------
    ndarray of float64, shape (N, 6)
        From `features`.
    """
    return features(candidates.scores, look_again(cascade, pixels, candidates))


def look_again(cascade: Mtcnn, pixels: np.ndarray, candidates: Candidates) -> np.ndarray:
    """The third net's scores of five more squares around each candidate.

    Parameters
    ----------
    cascade, pixels, candidates
        As for `measure`: the nets, float32 (H, W, 3), and the candidates in its frame.

    Returns
    -------
    ndarray of float64, shape (N, 5)
        In [0, 1], in the order of `LOOKS`.
    """
    squares = look_squares(candidates.xyxy.astype(np.float64))
    mirrored = np.array([look[3] for look in LOOKS])
    scores = np.zeros((len(candidates.scores), len(LOOKS)))
    for flip in (False, True):
        part = squares[:, mirrored == flip]
        looks = cascade.look(pixels, part.reshape(-1, 4), mirrored=flip)
        scores[:, mirrored == flip] = looks.scores.reshape(part.shape[:2])
    return scores


def look_squares(xyxy: np.ndarray) -> np.ndarray:
    """The squares of `LOOKS` around each box.

    Parameters
    ----------
    xyxy : ndarray of float64, shape (N, 4)
        Boxes in pixels.

    Returns
    -------
    ndarray of float64, shape (N, 5, 4)
        xyxy in pixels; may lie partly outside of the picture.

    Examples
    --------
    >>> look_squares(np.array([[10.0, 20.0, 50.0, 80.0]]))[0, [0, 3]].tolist()
    [[0.0, 20.0, 60.0, 80.0], [6.0, 26.0, 54.0, 74.0]]
    """
    side = np.maximum(xyxy[:, 2] - xyxy[:, 0], xyxy[:, 3] - xyxy[:, 1])[:, None, None]
    center = ((xyxy[:, 0:2] + xyxy[:, 2:4]) / 2)[:, None]
    size = np.array([look[0] for look in LOOKS])[None, :, None]
    shift = np.array([look[1:3] for look in LOOKS])[None]
    corner = center + (shift - size / 2) * side
    return np.concatenate([corner, corner + size * side], 2)


def features(detector: np.ndarray, looks: np.ndarray) -> np.ndarray:
    """The six features of each candidate.

    Parameters
    ----------
    detector : ndarray, shape (N,)
        Scores of the cascade in [0, 1].
    looks : ndarray, shape (N, 5)
        Scores of the looks in [0, 1], in the order of `LOOKS`.

    Returns
    -------
    ndarray of float64, shape (N, 6)
        Logits, in the order of `FEATURES`: the detector's score; mean and minimum of the looks from nearby; mirrored;
        tighter; wider.

    Examples
    --------
    >>> features(np.array([0.5]), np.array([[0.5, 0.5, 0.5, 0.5, 1.0]])).round(2).tolist()
    [[0.0, 0.0, 0.0, 0.0, 0.0, 9.21]]
    """
    near = _logit(looks[:, NEAR])
    return np.column_stack(
        [
            _logit(detector),
            near.mean(1),
            near.min(1),
            _logit(looks[:, MIRRORED]),
            _logit(looks[:, CLOSE]),
            _logit(looks[:, WIDE]),
        ]
    )


def _logit(scores: np.ndarray) -> np.ndarray:
    clipped = np.clip(np.asarray(scores, np.float64), MARGIN, 1 - MARGIN)
    return np.log(clipped / (1 - clipped))
