"""A second look at a face: MTCNN also fires on apples, mugs and shoes, and its score alone does not tell them apart.

What is a face stays one when it is moved a little, mirrored, cut closer or wider; what only resembles one from one
spot does not. The third net looks five more times, and a logistic rule over six named numbers decides. Its coefficients
come from `core.learning.faces.train`; this file holds none.
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
# What each number says when it speaks against a face.
REASONS = {
    "score": "the detector itself is unsure",
    "near": "it does not stay a face when looked at from beside",
    "worst": "moved a little, it is no face any more",
    "mirrored": "mirrored, it is no face any more",
    "close": "looked at closely, it is no face any more",
    "wide": "with its surroundings, it is no face any more",
}
FEATURES = tuple(REASONS)
SURE = 1e-4  # scores are kept this far from 0 and 1, so that one look cannot outweigh all others


@dataclass(frozen=True, eq=False)
class FaceRule:
    """Logistic rule over `FEATURES`.

    Attributes
    ----------
    mean, deviation, weight : ndarray of float64, shape (6,)
        A number counts as weight * (value - mean) / deviation.
    bias : float
    """

    mean: np.ndarray
    deviation: np.ndarray
    weight: np.ndarray
    bias: float

    def parts(self, features: np.ndarray) -> np.ndarray:
        """How much each number speaks for a face, float64 (N, 6)."""
        return self.weight * (features - self.mean) / self.deviation

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Score of a face, float32 (N,) in [0, 1]."""
        return (1 / (1 + np.exp(-(self.parts(features).sum(1) + self.bias)))).astype(np.float32)

    def reasons(self, features: np.ndarray) -> list[str]:
        """For each row, in plain words, what speaks most against a face."""
        return [REASONS[FEATURES[int(worst)]] for worst in self.parts(features).argmin(1)]

    @staticmethod
    def read(values: dict[str, Any], path: Path) -> FaceRule:
        """The rule out of the parsed file.

        Raises
        ------
        WrongContract
            When the file's numbers are not those of `FEATURES`.
        """
        try:
            rows = [
                [float(values["features"][name][key]) for key in ("mean", "deviation", "weight")] for name in FEATURES
            ]
            table, bias = np.array(rows), float(values["bias"])
        except (KeyError, TypeError, ValueError) as error:
            raise WrongContract(
                f"{path.name} should give mean, deviation and weight of {', '.join(FEATURES)}; it lacks {error}.",
                "Fit it again with `python -m core.learning.faces.train`.",
            ) from None
        if not np.isfinite(table).all() or not np.isfinite(bias) or (table[:, 1] <= 0).any():
            raise WrongContract(
                f"{path.name} holds numbers that no rule can have.",
                "Fit it again with `python -m core.learning.faces.train`.",
            )
        return FaceRule(table[:, 0], table[:, 1], table[:, 2], bias)


def read_file(path: Path) -> dict[str, Any]:
    """The coefficients' file, parsed.

    Raises
    ------
    WrongContract
        When it is no JSON object.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongContract(
            f"{path.name} is no readable JSON: {error}.", "Restore it from the repository (git checkout -- models)."
        ) from None
    if not isinstance(values, dict):
        raise WrongContract(
            f"{path.name} should hold a JSON object.", "Restore it from the repository (git checkout -- models)."
        )
    return values


def measure(cascade: Mtcnn, pixels: np.ndarray, found: Candidates) -> np.ndarray:
    """Look again at each candidate.

    Parameters
    ----------
    cascade : Mtcnn
    pixels : ndarray of float32, shape (H, W, 3)
        As `normalized` gives them.
    found : Candidates
        What the cascade found in them.

    Returns
    -------
    ndarray of float64, shape (N, 6)
        Logits, in the order of `FEATURES`: the detector's score; mean and least of the looks from nearby; mirrored;
        closer; wider.
    """
    squares = looked_at(found.xyxy.astype(np.float64))
    mirrored = np.array([look[3] for look in LOOKS])
    scores = np.zeros((len(found.scores), len(LOOKS)))
    for flip in (False, True):
        chosen = squares[:, mirrored == flip]
        scores[:, mirrored == flip] = cascade.look(pixels, chosen.reshape(-1, 4), mirrored=flip).scores.reshape(
            chosen.shape[:2]
        )
    return features_of(found.scores, scores)


def looked_at(xyxy: np.ndarray) -> np.ndarray:
    """The squares that `LOOKS` asks for.

    Parameters
    ----------
    xyxy : ndarray of float64, shape (N, 4)
        Boxes in pixels.

    Returns
    -------
    ndarray of float64, shape (N, 5, 4)
        xyxy in pixels; may lie partly outside of the picture.
    """
    side = np.maximum(xyxy[:, 2] - xyxy[:, 0], xyxy[:, 3] - xyxy[:, 1])[:, None, None]
    center = ((xyxy[:, 0:2] + xyxy[:, 2:4]) / 2)[:, None]
    size = np.array([look[0] for look in LOOKS])[None, :, None]
    shift = np.array([look[1:3] for look in LOOKS])[None]
    corner = center + (shift - size / 2) * side
    return np.concatenate([corner, corner + size * side], 2)


def features_of(detector: np.ndarray, looks: np.ndarray) -> np.ndarray:
    """The numbers that the rule weighs.

    Parameters
    ----------
    detector : ndarray, shape (N,)
        Scores of the cascade in [0, 1].
    looks : ndarray, shape (N, 5)
        Scores of the looks in [0, 1], in the order of `LOOKS`.

    Returns
    -------
    ndarray of float64, shape (N, 6)
        Logits, in the order of `FEATURES`.
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
    clipped = np.clip(np.asarray(scores, np.float64), SURE, 1 - SURE)
    return np.log(clipped / (1 - clipped))
