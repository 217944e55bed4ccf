"""The nouns of a look into the detectors: what each step of one run saw in a picture, and why boxes fell.

All boxes are in pixels of the upright picture and inside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.nouns.detections import Detections

# What became of a box. Other size: a better box at another size of the picture suppresses it (first net only).
FATES = ("kept", "suppressed", "other_size", "low")
NETS = ("pnet", "rnet", "onet")


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes that one step of a detector scored.

    Attributes
    ----------
    xyxy : ndarray of float32, shape (N, 4)
        The best ones, best first.
    scores : ndarray of float32, shape (N,)
        In [0, 1].
    fates : ndarray of int8, shape (N,)
        Index into `FATES`.
    rivals : ndarray of float32, shape (N,)
        Score of the best box that suppresses this one; 0 where none does, or where it was not looked up.
    threshold : float
        Of the step, in [0, 1].
    counts : dict of str to int
        Fate -> all boxes of the step, also those that are not among the best.
    """

    xyxy: np.ndarray
    scores: np.ndarray
    fates: np.ndarray
    rivals: np.ndarray
    threshold: float
    counts: dict[str, int]

    def __len__(self) -> int:
        return len(self.scores)

    def of(self, fate: str) -> np.ndarray:
        """Rows with one fate, best first (ndarray of int64)."""
        return np.flatnonzero(self.fates == FATES.index(fate))


@dataclass(frozen=True)
class Level:
    """One size at which the first net searches the picture.

    Attributes
    ----------
    size_wh : tuple of int
        Pixels of the small picture.
    face : float
        Side of the face that this size looks for, in pixels of the picture.
    windows, passed, kept : int
        Places that the net scored, those above its threshold, and those that no better one at this size suppresses.
    """

    size_wh: tuple[int, int]
    face: float
    windows: int
    passed: int
    kept: int


@dataclass(frozen=True, eq=False)
class FaceCandidate:
    """A candidate of the cascade, its second look, and whether a body belongs to it.

    Attributes
    ----------
    xyxy, landmarks : ndarray of float32, shapes (4,) and (5, 2)
    cascade_score : float
        Of the third net, in [0, 1].
    looks : tuple of float
        The third net's scores of the five squares, in [0, 1]: mirrored, from the left, from above, tighter, wider.
    parts : dict of str to float
        Feature -> what it adds to the logit of the second look's score; below 0 speaks against a face.
    body : float or None
        How sure a body belongs to it, in [0, 1]; None where the second look has refused it, and for models that do not
        look.
    score : float
        Of the second look, or of the body where that is lower, in [0, 1].
    is_face : bool
    reason : str
        What speaks most against a face; "" for a face.
    crops : tuple of bytes
        JPEGs of the candidate's square and of the five squares as the net sees them; empty for those far down the list.
    """

    xyxy: np.ndarray
    landmarks: np.ndarray
    cascade_score: float
    looks: tuple[float, ...]
    parts: dict[str, float]
    body: float | None
    score: float
    is_face: bool
    reason: str
    crops: tuple[bytes, ...]


@dataclass(frozen=True, eq=False)
class DetectorTrace:
    """What the two detectors saw in one picture, by the run that decides.

    Attributes
    ----------
    picture_id : str
    size_wh, searched_wh : tuple of int
        Of the picture, and of the copy that the face detector searches.
    pyramid : bytes
        JPEG of all sizes side by side as the first net sees them, its scores in color; b"" for a picture too small.
    levels : tuple of Level
        From the largest size to the smallest.
    nets : dict of str to Boxes
        One for each of `NETS`.
    candidates : tuple of FaceCandidate
        Those that passed the third net, best first.
    face_threshold : float
        A candidate whose second look scores above it is a face.
    faces, persons : Detections
        What the chain takes from the detectors.
    bodies : Boxes
        Of the persons detector; kept ones at or above its threshold are the persons.
    overlap : float
        Larger overlap (IoU) with a better box suppresses a person box.
    """

    picture_id: str
    size_wh: tuple[int, int]
    searched_wh: tuple[int, int]
    pyramid: bytes
    levels: tuple[Level, ...]
    nets: dict[str, Boxes]
    candidates: tuple[FaceCandidate, ...]
    face_threshold: float
    faces: Detections
    persons: Detections
    bodies: Boxes
    overlap: float
