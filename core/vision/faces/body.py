"""Does a body belong to a face? A face printed on a shirt, bag, cushion or book has none.

A printed photo of a face is a face for every face detector, so the look at the face alone cannot tell. What differs is
what surrounds it: a person's face lies in the head of a person box that goes on below the chin, or fills the picture.
A logistic rule over a few such numbers, their squares and products decides; its coefficients are in the model's file,
fitted by `core.learning.faces.train_body`; the figures: docs/faces.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import WrongContract

INSIDE = 0.7  # of a face's area that must lie in a person box
HAIR = 0.9  # heights of the face between the box's top and that of the face: more, and the face lies on the chest
BELOW_CHIN = 0.4  # heights of the face that a body must go on below it
NUMBERS = ("body", "head", "chest", "height", "width", "room", "gap", "aside", "edge",
           "best", "hair", "reach", "breadth", "lean", "floor", "ceiling", "under")
UNDER = 0.1  # score of a person box that ties two faces to one body
MARGIN = 1e-3  # scores are clipped this far from 0 and 1, so that their logits are finite
ALONE, BENEATH = "printed: no body below it", "printed: another face lies above it on the same body"
HINT = "Fit it again with “python -m core.learning.faces.train_body”."


@dataclass(frozen=True, eq=False)
class BodyRule:
    """Logistic rule over `NUMBERS`, their squares and products: score = 1 / (1 + exp(-(sum of parts + bias))).

    Attributes
    ----------
    mean, deviation : ndarray of float64, shape (K,)
        Each number counts as (value - mean) / deviation.
    weight : ndarray of float64, shape (K + K (K + 1) / 2,)
        Of the terms, in the order of `terms`.
    bias : float
    """

    mean: np.ndarray
    deviation: np.ndarray
    weight: np.ndarray
    bias: float

    def scores(self, numbers: np.ndarray) -> np.ndarray:
        """How sure a body belongs to each face, float32 (N,) in [0, 1]; `numbers` float64 (N, K)."""
        logits = terms((numbers - self.mean) / self.deviation) @ self.weight + self.bias
        return (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)

    @staticmethod
    def read(values: dict[str, Any], path: Path) -> BodyRule:
        """Take the rule from the entry "body" of a model's file.

        Raises
        ------
        WrongContract
            When the entry lacks a number, or one cannot be right.
        """
        count = len(NUMBERS)
        try:
            table = np.array([[float(values["numbers"][name][key]) for key in ("mean", "deviation")]
                              for name in NUMBERS])
            weight, bias = np.array(values["weight"], float), float(values["bias"])
        except (KeyError, TypeError, ValueError) as error:
            raise WrongContract(f"“body” in {path.name} must give numbers, weight and bias, but: {error}.",
                                HINT) from None
        if weight.shape != (count + count * (count + 1) // 2,) or (table[:, 1] <= 0).any() or not (
                np.isfinite(table).all() and np.isfinite(weight).all() and np.isfinite(bias)):
            raise WrongContract(f"“body” in {path.name} must hold finite numbers, deviations above zero and "
                                f"{count + count * (count + 1) // 2} weights.", HINT)
        return BodyRule(table[:, 0], table[:, 1], weight, bias)


def terms(values: np.ndarray) -> np.ndarray:
    """Numbers, then their squares and products.

    Parameters
    ----------
    values : ndarray of float64, shape (N, K)

    Returns
    -------
    ndarray of float64, shape (N, K + K (K + 1) / 2)

    Examples
    --------
    >>> terms(np.array([[2.0, 3.0]])).tolist()
    [[2.0, 3.0, 4.0, 6.0, 9.0]]
    """
    rows, columns = np.triu_indices(values.shape[1])
    return np.column_stack([values, values[:, rows] * values[:, columns]])


def measure(faces: np.ndarray, bodies: np.ndarray, scores: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    """The numbers that tell whether a body belongs to each face.

    Parameters
    ----------
    faces : ndarray of float, shape (N, 4)
        xyxy in pixels of the picture.
    bodies : ndarray of float, shape (M, 4)
        Person boxes, also those below the detector's threshold.
    scores : ndarray of float, shape (M,)
        Of the bodies, in [0, 1].
    size_wh : tuple of int
        Width and height of the picture.

    Returns
    -------
    ndarray of float64, shape (N, 17)
        In the order of `NUMBERS`. Logits of the best box whose head the face is and that goes on below the chin (body),
        of the best box whose head it is (head), and of the best one on whose chest it lies (chest). Of the face: height
        and width as shares of the picture's; its heights below it (room) and above it (gap) in the picture; distance of
        its middle from the picture's (aside) in pictures' widths, from the nearer side (edge) in its widths. Of the
        best box around it, 0 without one: score (best), heights of the face above it (hair) and below it (reach),
        width in faces' widths (breadth), distance of the middles in boxes' widths (lean), and the shares of the
        picture's height below (floor) and above the box (ceiling). Last, 1 where another face lies above
        it on the same body.

    Examples
    --------
    >>> face, person = np.array([[40.0, 20.0, 60.0, 40.0]]), np.array([[20.0, 10.0, 80.0, 190.0]])
    >>> dict(zip(NUMBERS, measure(face, person, np.array([0.9]), (100, 200)).round(1)[0].tolist()))["reach"]
    7.5
    """
    faces, bodies, scores = (np.asarray(values, np.float64) for values in (faces, bodies, scores))
    inside = np.array([_inside(face, bodies) for face in faces], bool).reshape(len(faces), len(bodies))
    inside &= scores > UNDER
    rows = []
    for row, face in enumerate(faces):
        above = faces[:, 3] <= face[1] + 0.2 * (face[3] - face[1])
        rows.append([*_of_face(face, bodies, scores, size_wh), float((above & (inside & inside[row]).any(1)).any())])
    return np.array(rows).reshape(-1, len(NUMBERS))


def _inside(face: np.ndarray, bodies: np.ndarray) -> np.ndarray:
    """Which bodies hold most of the face; bool (M,)."""
    shared = np.minimum(bodies[:, 2:], face[2:]) - np.maximum(bodies[:, :2], face[:2])
    inside: np.ndarray = np.maximum(shared, 0).prod(1) > INSIDE * max((face[2:] - face[:2]).prod(), 1.0)
    return inside


def _of_face(face: np.ndarray, bodies: np.ndarray, scores: np.ndarray, size_wh: tuple[int, int]) -> list[float]:
    width, height = max(face[2] - face[0], 1.0), max(face[3] - face[1], 1.0)
    middle = (face[0] + face[2]) / 2
    inside = _inside(face, bodies)
    above, below = (face[1] - bodies[:, 1]) / height, (bodies[:, 3] - face[3]) / height
    head = inside & (above < HAIR)
    numbers = [_logit(scores, head & (below > BELOW_CHIN)), _logit(scores, head), _logit(scores, inside & ~head),
               height / size_wh[1], width / size_wh[0], min((size_wh[1] - face[3]) / height, 6.0),
               min(face[1] / height, 4.0), abs(middle / size_wh[0] - 0.5),
               min(face[0] / width, (size_wh[0] - face[2]) / width, 3.0)]
    if not inside.any():
        return [*numbers, *[0.0] * (len(NUMBERS) - len(numbers) - 1)]
    best = int(np.argmax(np.where(inside, scores, -1)))
    left, top, right, bottom = bodies[best]
    breadth = max(right - left, 1.0)
    lean = abs(middle - (left + right) / 2) / breadth
    return [*numbers, scores[best], above[best], below[best], breadth / width, lean, 1 - bottom / size_wh[1],
            top / size_wh[1]]


def _logit(scores: np.ndarray, chosen: np.ndarray) -> float:
    best = float(np.clip(scores[chosen].max(initial=0.0), MARGIN, 1 - MARGIN))
    return float(np.log(best / (1 - best)))


def reasons(numbers: np.ndarray) -> list[str]:
    """In words, why no body belongs to each face.

    Parameters
    ----------
    numbers : ndarray of float64, shape (N, 17)
        From `measure`.
    """
    return [BENEATH if row[NUMBERS.index("under")] else ALONE for row in numbers]
