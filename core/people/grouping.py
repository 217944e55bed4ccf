"""Which faces are the same person: each goes to the group that it is most like, or begins a new one.

Groups grow one face after the other (leader clustering [1]_); a second pass gives each face to the group that is
nearest by then. Two faces on one picture are two people, and never end in one group.

References
----------
.. [1] Hartigan, "Clustering Algorithms", 1975, chapter 3: the leader algorithm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

PASSES = 2
SHORT = 1e-3  # a sum of descriptors below this length is none: its faces were taken out


@dataclass(frozen=True, eq=False)
class Faces:
    """What is to be grouped.

    Attributes
    ----------
    vectors : ndarray of float32, shape (N, D)
        Of length 1.
    picture_ids : sequence of str
        Of each face; "" for one of the gallery.
    person_ids : sequence of int or None
        The person of each face that stays where it is; None for a face that is to be placed.
    """

    vectors: np.ndarray
    picture_ids: Sequence[str]
    person_ids: Sequence[int | None]


def group(faces: Faces, threshold: float) -> list[tuple[int, float]]:
    """The person of each face.

    Parameters
    ----------
    faces : Faces
    threshold : float
        Least cosine of a face and the mean of a group that it joins.

    Returns
    -------
    list of (int, float)
        Person id, below 0 for a new group, and the cosine of the face and the mean of its group.

    Examples
    --------
    >>> one, other = np.eye(2, dtype=np.float32)
    >>> [person for person, _ in group(Faces(np.stack([one, other, one]), "abc", [7, None, None]), 0.5)]
    [7, -1, 7]
    """
    groups, placed = _Groups(faces.vectors.shape[1]), list(faces.person_ids)
    for row, person_id in enumerate(placed):
        if person_id is not None:
            groups.add(person_id, faces.vectors[row], faces.picture_ids[row])
    free = [row for row, person_id in enumerate(placed) if person_id is None]
    for _ in range(PASSES):
        for row in free:
            vector, picture_id, held = faces.vectors[row], faces.picture_ids[row], placed[row]
            if held is not None:
                groups.add(held, vector, picture_id, -1)
            chosen = groups.nearest(vector, picture_id, threshold)
            if chosen is None:
                chosen = held if held is not None else min([0, *groups.ids]) - 1
            placed[row] = chosen
            groups.add(chosen, vector, picture_id)
    return [(one, groups.likeness(one, faces.vectors[row])) for row, one in enumerate(placed) if one is not None]


def joined_by_mistake(vectors: np.ndarray, picture_ids: Sequence[str], threshold: float) -> tuple[int, int]:
    """How many pairs of faces on one picture, which are two people, are as alike as faces of one group.

    Parameters
    ----------
    vectors : ndarray of float32, shape (N, D)
        Of length 1.
    picture_ids : sequence of str
    threshold : float

    Returns
    -------
    mistakes, pairs : int

    Examples
    --------
    >>> joined_by_mistake(np.eye(3, dtype=np.float32), ["a", "a", "b"], 0.5)
    (0, 1)
    """
    rows: dict[str, list[int]] = {}
    for row, picture_id in enumerate(picture_ids):
        if picture_id:
            rows.setdefault(picture_id, []).append(row)
    mistakes = pairs = 0
    for found in rows.values():
        likeness = (vectors[found] @ vectors[found].T)[np.triu_indices(len(found), 1)]
        mistakes, pairs = mistakes + int((likeness >= threshold).sum()), pairs + len(likeness)
    return mistakes, pairs


class _Groups:
    """Groups as they grow: the sum of each one's descriptors, its mean brought to length 1, and its pictures."""

    def __init__(self, dimensions: int) -> None:
        self.ids: dict[int, int] = {}  # person id -> row
        self._people: list[int] = []
        self._totals = np.zeros((64, dimensions), np.float32)
        self._means = np.zeros((64, dimensions), np.float32)
        self._on: dict[str, Counter[int]] = {}  # picture id -> how many of its faces are in which row

    def add(self, person_id: int, vector: np.ndarray, picture_id: str, sign: int = 1) -> None:
        """Take a face in, or out where `sign` is -1."""
        row = self.ids.setdefault(person_id, len(self._people))
        if row == len(self._people):
            self._people.append(person_id)
            if row == len(self._totals):
                self._totals, self._means = (np.concatenate([one, np.zeros_like(one)])
                                             for one in (self._totals, self._means))
        self._totals[row] += sign * vector
        length = float(np.linalg.norm(self._totals[row]))
        self._means[row] = self._totals[row] / length if length > SHORT else 0
        if picture_id:
            self._on.setdefault(picture_id, Counter())[row] += sign

    def nearest(self, vector: np.ndarray, picture_id: str, threshold: float) -> int | None:
        """The person whose mean is nearest, at least `threshold`, and of whom no face is on this picture."""
        scores = self._means[:len(self._people)] @ vector
        scores[[row for row, count in self._on.get(picture_id, Counter()).items() if count > 0]] = -1
        if not len(scores) or scores.max() < threshold:
            return None
        return self._people[int(scores.argmax())]

    def likeness(self, person_id: int, vector: np.ndarray) -> float:
        """The cosine of a face and a person's mean."""
        return float(self._means[self.ids[person_id]] @ vector)
