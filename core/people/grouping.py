"""Which faces are the same person: each goes to the group that it is most like, or begins a new one.

Groups grow one face after the other (leader clustering [1]_); a second pass gives each face to the group that is
nearest by then. Two faces on one picture are two people, and never end in one group.

References
----------
.. [1] Hartigan, "Clustering Algorithms", 1975, chapter 3: the leader algorithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

PASSES = 2


@dataclass
class Group:
    """Faces of one person.

    Attributes
    ----------
    person_id : int
        Below 0 for a group that has no row yet.
    total : ndarray of float32, shape (D,)
        Sum of the descriptors of its faces.
    pictures : dict of str to int
        How many of its faces are on a picture.
    """

    person_id: int
    total: np.ndarray
    pictures: dict[str, int] = field(default_factory=dict)

    def add(self, vector: np.ndarray, picture_id: str, sign: int = 1) -> None:
        """Take a face in, or out where `sign` is -1."""
        self.total = self.total + sign * vector
        if picture_id:
            self.pictures[picture_id] = self.pictures.get(picture_id, 0) + sign


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
    groups: dict[int, Group] = {}
    placed = list(faces.person_ids)
    for row, person_id in enumerate(placed):
        if person_id is not None:
            _enter(groups, person_id, faces, row)
    free = [row for row, person_id in enumerate(placed) if person_id is None]
    for turn in range(PASSES):
        for row in free:
            held = placed[row]
            if turn and held is not None:
                groups[held].add(faces.vectors[row], faces.picture_ids[row], -1)
            chosen = _nearest(groups, faces, row, threshold)
            if chosen is None:
                chosen = held if held is not None else min([0, *groups]) - 1
            placed[row] = chosen
            _enter(groups, chosen, faces, row)
    return [(one, _cosine(groups[one], faces.vectors[row])) for row, one in enumerate(placed) if one is not None]


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


def _enter(groups: dict[int, Group], person_id: int, faces: Faces, row: int) -> None:
    if person_id not in groups:
        groups[person_id] = Group(person_id, np.zeros(faces.vectors.shape[1], np.float32))
    groups[person_id].add(faces.vectors[row], faces.picture_ids[row])


def _nearest(groups: dict[int, Group], faces: Faces, row: int, threshold: float) -> int | None:
    names = [name for name, one in groups.items()
             if not one.pictures.get(faces.picture_ids[row]) and np.linalg.norm(one.total) > 1e-3]
    if not names:
        return None
    means = np.stack([groups[name].total / np.linalg.norm(groups[name].total) for name in names])
    scores = means @ faces.vectors[row]
    best = int(scores.argmax())
    return names[best] if scores[best] >= threshold else None


def _cosine(one: Group, vector: np.ndarray) -> float:
    return float(vector @ one.total / max(float(np.linalg.norm(one.total)), 1e-9))
