"""Faces in a picture: MTCNN's candidates, each of which must pass the second look."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from core.errors import WrongContract
from core.models.store import Entry
from core.nouns.detections import Detections
from core.nouns.thresholds import is_face
from core.vision.faces.mtcnn import THRESHOLDS, Candidates, Mtcnn, to_input
from core.vision.faces.second_look import FaceRule, measure, read_file


@dataclass(frozen=True, eq=False)
class FaceFindings:
    """Faces, and the candidates that the second look refused.

    Attributes
    ----------
    faces : Detections
        Label "face", best first, boxes inside the picture, five landmarks each. The score is that of the second look.
    refused : tuple of dict
        Refused candidates, best first: {"xyxy", "score", "reason"}.
    threshold : float
        Faces score above it, refused candidates at or below it.
    """

    faces: Detections
    refused: tuple[dict[str, Any], ...]
    threshold: float


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
    """

    def __init__(self, entry: Entry | None, *, threads: int = 1) -> None:
        self._lock = threading.Lock()
        self._rule: FaceRule | None = None
        self._longest_side = 0
        self._threshold = THRESHOLDS["onet"]
        checksums = None
        if entry is not None:
            values = read_file(entry.path)
            self._rule = FaceRule.read(values, entry.path)
            self._threshold = entry.threshold("face")
            self._longest_side = int(values.get("longest_side", 0))
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
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
            raise WrongContract(
                f"The face detector needs uint8 RGB of shape (H, W, 3), not {image.dtype} {image.shape}.",
                "Decode the picture with “core.images.decode”.",
            )
        pixels = to_input(self._reduce(image))
        with self._lock:
            candidates = self._cascade.find(pixels)
            if not len(candidates.scores):
                return FaceFindings(Detections.empty("face", landmarks=True), (), self._threshold)
            features = None if self._rule is None else measure(self._cascade, pixels, candidates)
        candidates = _to_picture(candidates, pixels.shape, image.shape)
        if self._rule is None or features is None:
            return FaceFindings(Detections("face", *candidates), (), self._threshold)
        return self._decide(candidates, self._rule.scores(features), self._rule.reasons(features))

    def _reduce(self, image: np.ndarray) -> np.ndarray:
        longest = max(image.shape[:2])
        if not self._longest_side or longest <= self._longest_side:
            return image
        scale = self._longest_side / longest
        size_wh = tuple(max(1, round(side * scale)) for side in (image.shape[1], image.shape[0]))
        return cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA)

    def _decide(self, candidates: Candidates, scores: np.ndarray, reasons: list[str]) -> FaceFindings:
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
