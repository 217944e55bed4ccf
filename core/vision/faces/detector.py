"""Faces in a picture: MTCNN's candidates, each of which must pass the second look, and a body must belong to it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np

from core.errors import WrongContract
from core.images.scaling import quick_downscale, size_within
from core.models.store import Entry
from core.nouns.detections import Detections
from core.nouns.thresholds import is_face
from core.vision.faces import body
from core.vision.faces.mtcnn import THRESHOLDS, Candidates, Mtcnn, Search, to_input
from core.vision.faces.second_look import FEATURES, LOOKS, FaceRule, features, look_again, read_file

LIKELY, FACE_OF_BODY = 0.1, 0.05  # score of a body that may have a face; least size of the face for the body's
AROUND, HEADS = 0.08, 0.55  # of a body's longer side, how far a head may reach out; of its height, down to the chin


@dataclass(frozen=True, eq=False)
class FaceFindings:
    """Faces, and the candidates that were refused.

    Attributes
    ----------
    faces : Detections
        Label "face", best first, boxes inside the picture, five landmarks each. The score is that of the second look;
        that of the body where it is lower.
    refused : tuple of dict
        Refused candidates, best first: {"xyxy", "score", "reason"}.
    threshold : float
        Faces score above it, refused candidates at or below it.
    """

    faces: Detections
    refused: tuple[dict[str, Any], ...]
    threshold: float


@dataclass(frozen=True, eq=False)
class FaceSearch:
    """One run of the detector: what it found, and what its parts saw on the way.

    Attributes
    ----------
    findings : FaceFindings
    pixels : ndarray of float32, shape (h, w, 3)
        The picture as it was searched, from `mtcnn.to_input`.
    cascade : Search
        In the frame of `pixels`.
    candidates : Candidates
        Of the cascade, in the frame of the picture.
    looks : ndarray of float64, shape (N, 5)
        Scores of the second look at each candidate, in the order of `second_look.LOOKS`.
    parts : ndarray of float64, shape (N, 6)
        What each feature adds to the second look's logit, in the order of `second_look.FEATURES`.
    scores : ndarray of float32, shape (N,)
        Of the candidates, after the second look where there is one; after `Faces.confirm` the lower one of it and the
        body's.
    bodies : ndarray of float32, shape (N,)
        How sure a body belongs to each candidate, in [0, 1]; NaN where that was not looked at.
    reasons : tuple of str
        In words, what speaks most against each candidate.
    """

    findings: FaceFindings
    pixels: np.ndarray
    cascade: Search
    candidates: Candidates
    looks: np.ndarray
    parts: np.ndarray
    scores: np.ndarray
    bodies: np.ndarray
    reasons: tuple[str, ...]


class Faces:
    """MTCNN with a second look; calls from several threads wait for each other.

    Parameters
    ----------
    entry : Entry or None
        The manifest's entry for the role "faces": a file of coefficients, and the threshold "face". None for the plain
        cascade of the package: without a second look and without a limit on the picture's size.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    PackageMissing, ModelMissing, WrongContract
        When MTCNN's weights or the coefficients are missing or wrong.

    Attributes
    ----------
    longest_side : int
        Pixels; a larger picture is searched at this size. 0 without a limit.
    closer_side : int
        Pixels; the size of a closer search, at least `longest_side`.
    quick_side : int
        Pixels; the size of a quick search, for pictures where no body could belong to a face; at most `longest_side`.
    """

    def __init__(self, entry: Entry | None, *, threads: int = 1) -> None:
        self._lock = threading.Lock()
        self._rule: FaceRule | None = None
        self._body: body.BodyRule | None = None
        self.longest_side = self.closer_side = self.quick_side = 0
        self._quick_body = 0.0
        self._threshold = THRESHOLDS["onet"]
        checksums = None
        if entry is not None:
            values = read_file(entry.path)
            self._rule = FaceRule.read(values, entry.path)
            self._body = body.BodyRule.read(values["body"], entry.path) if "body" in values else None
            self._threshold = entry.threshold("face")
            self.longest_side = int(values.get("longest_side", 0))
            self.closer_side = max(int(values.get("closer_side", 0)), self.longest_side)
            self.quick_side = int(values.get("quick_side", self.longest_side))
            self._quick_body = float(values.get("quick_body", 0.0))
            checksums = values.get("mtcnn_sha256")
        self._cascade = Mtcnn(checksums, threads=threads)

    def detect(self, image: np.ndarray) -> FaceFindings:
        """Find faces.

        A picture whose longer side exceeds the model's limit is searched at that limit: a face below 20 pixels there
        does not matter for the photo type, and the time stays bounded.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        FaceFindings
            `faces` is empty without any.

        Raises
        ------
        WrongContract
            When `image` is not uint8 RGB.
        """
        return self.search(image).findings

    def can_look_closer(self, size_wh: tuple[int, int]) -> bool:
        """Whether a closer search sees more of a picture of this width and height."""
        return bool(self.longest_side) and min(max(size_wh), self.closer_side) > self.longest_side

    def least_face(self, bodies: np.ndarray, scores: np.ndarray) -> float:
        """How large the face of the smallest likely body is at least, in pixels of the picture; 0 where unknown.

        Parameters
        ----------
        bodies : ndarray of float32, shape (M, 4)
            Person boxes, also those below the detector's threshold.
        scores : ndarray of float32, shape (M,)
            Of the bodies, in [0, 1].

        Notes
        -----
        In 1,150 photos with a face its shorter side was at least 5.2 % of the longer side of the smallest body that
        scores 0.1 or more (median 9 %): docs/decisions/0019-speed-of-the-chain.md.
        """
        likely = bodies[scores >= LIKELY]
        return FACE_OF_BODY * float((likely[:, 2:] - likely[:, :2]).max(axis=1).min()) if len(likely) else 0.0

    def heads(self, bodies: np.ndarray, scores: np.ndarray) -> tuple[float, float, float, float] | None:
        """The part of a picture in which the heads of likely bodies lie, xyxy in its pixels; None without such a body.

        Parameters
        ----------
        bodies, scores
            As for `least_face`.

        Notes
        -----
        Of 1,388 accepted faces 90 % end in the upper half of a body's box; the others are close-ups, which the first
        search finds: docs/faces.md.
        """
        likely = bodies[scores >= LIKELY].astype(float)
        if not len(likely):
            return None
        around = AROUND * (likely[:, 2:] - likely[:, :2]).max(axis=1)
        chins = likely[:, 1] + HEADS * (likely[:, 3] - likely[:, 1])
        return (float((likely[:, 0] - around).min()), float((likely[:, 1] - around).min()),
                float((likely[:, 2] + around).max()), float((chins + around).max()))

    def side_for(self, bodies: np.ndarray) -> int:
        """The size at which to search a picture whose candidates for persons have these scores, ndarray (N,).

        A face counts only where a body belongs to it (`confirm`). Where none is likely at all, what is left to
        find are faces to refuse, and a quick search shows the larger ones.
        """
        return self.quick_side if bodies.max(initial=0.0) < self._quick_body else self.longest_side

    def search(self, image: np.ndarray, *, side: int = 0, least_face: float = 0.0,
               part: tuple[float, float, float, float] | None = None) -> FaceSearch:
        """The same with what the nets and the second look saw.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        side : int
            A picture whose longer side is larger is searched at this one, in pixels; 0 for `longest_side`.
        least_face : float
            Smaller faces are not looked for, in pixels of the picture.
        part : tuple of float, optional
            Where to look, xyxy in pixels of the picture; everywhere without it.

        Raises
        ------
        WrongContract
            When `image` is not uint8 RGB.
        """
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
            raise WrongContract(
                f"The face detector needs uint8 RGB of shape (H, W, 3), not {image.dtype} {image.shape}.",
                "Decode the picture with “core.images.decode”.",
            )
        pixels = to_input(_reduce(image, side or self.longest_side))
        with self._lock:
            cascade = self._cascade.search(pixels, least_face * max(pixels.shape) / max(image.shape),
                                           _inside(part, pixels.shape, image.shape))
            seen = cascade.candidates
            looks = np.zeros((0, len(LOOKS)))
            if self._rule is not None and len(seen.scores):
                looks = look_again(self._cascade, pixels, seen)
        candidates = _to_picture(seen, pixels.shape, image.shape)
        unknown = np.full(len(seen.scores), np.nan, np.float32)
        if self._rule is None:
            findings = FaceFindings(Detections("face", *candidates), (), self._threshold)
            return FaceSearch(findings, pixels, cascade, candidates, looks, np.zeros((0, len(FEATURES))), seen.scores,
                              unknown, ("",) * len(unknown))
        values = features(seen.scores, looks)
        scores, reasons = self._rule.scores(values), tuple(self._rule.reasons(values))
        findings = self._decide(candidates, scores, reasons)
        return FaceSearch(findings, pixels, cascade, candidates, looks, self._rule.parts(values), scores, unknown,
                          reasons)

    def confirm(self, search: FaceSearch, bodies: np.ndarray, scores: np.ndarray, size_wh: tuple[int, int]
                ) -> FaceSearch:
        """Refuse faces that no body belongs to: printed ones.

        Parameters
        ----------
        search : FaceSearch
        bodies : ndarray of float32, shape (M, 4)
            Person boxes in pixels of the picture, also those below the detector's threshold.
        scores : ndarray of float32, shape (M,)
            Of the bodies, in [0, 1].
        size_wh : tuple of int
            Width and height of the picture.

        Returns
        -------
        FaceSearch
            The same where nothing was accepted, or where the model has no rule for bodies.
        """
        accepted = np.flatnonzero(is_face(search.scores, self._threshold))
        if self._body is None or not len(accepted):
            return search
        faces = search.candidates.xyxy[accepted]
        found, final, reasons = search.bodies.copy(), search.scores.copy(), list(search.reasons)
        numbers = body.measure(faces, bodies, scores, size_wh)
        found[accepted] = self._body.scores(numbers)
        final[accepted] = np.minimum(final[accepted], found[accepted])
        for row, reason in zip(accepted, body.reasons(numbers), strict=True):
            reasons[row] = reason
        findings = self._decide(search.candidates, final, reasons)
        return replace(search, findings=findings, scores=final, bodies=found, reasons=tuple(reasons))

    def _decide(self, candidates: Candidates, scores: np.ndarray, reasons: Sequence[str]) -> FaceFindings:
        order = np.argsort(-scores, kind="stable")
        accepted = order[is_face(scores[order], self._threshold)]
        refused = tuple(
            {"xyxy": candidates.xyxy[row].round(2).tolist(), "score": round(float(scores[row]), 4),
             "reason": reasons[row]}
            for row in order[~is_face(scores[order], self._threshold)]
        )
        xyxy, landmarks = candidates.xyxy[accepted], candidates.landmarks[accepted]
        faces = Detections("face", xyxy, scores[accepted], landmarks)
        return FaceFindings(faces, refused, self._threshold)


def _to_picture(candidates: Candidates, search_shape: tuple[int, ...], shape: tuple[int, ...]) -> Candidates:
    """Boxes and landmarks from the frame of the search in that of the picture, clipped to it."""
    scale_xy = np.array([shape[1] / search_shape[1], shape[0] / search_shape[0]], np.float32)
    limit = np.array([shape[1], shape[0]], np.float32)
    xyxy = np.clip(candidates.xyxy.reshape(-1, 2, 2) * scale_xy, 0, limit).reshape(-1, 4)
    landmarks = np.clip(candidates.landmarks * scale_xy, 0, limit)
    return Candidates(xyxy.astype(np.float32), candidates.scores.astype(np.float32), landmarks.astype(np.float32))


def _inside(part: tuple[float, float, float, float] | None, search_shape: tuple[int, ...], shape: tuple[int, ...]
            ) -> tuple[int, int, int, int] | None:
    """A part of the picture in whole pixels of the search."""
    if part is None:
        return None
    scale_xy = search_shape[1] / shape[1], search_shape[0] / shape[0]
    left, top = (max(0, int(part[axis] * scale_xy[axis])) for axis in (0, 1))
    right, bottom = (min(search_shape[1 - axis], ceil(part[2 + axis] * scale_xy[axis])) for axis in (0, 1))
    return left, top, right, bottom


def _reduce(image: np.ndarray, longest_side: int) -> np.ndarray:
    if not longest_side or max(image.shape[:2]) <= longest_side:
        return image
    return quick_downscale(image, size_within(image.shape[1], image.shape[0], longest_side))
