"""Faces in a picture: MTCNN's candidates, each looked at a second time before it may decide anything."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from core.errors import WrongContract
from core.models.store import Entry
from core.nouns.detections import Detections
from core.vision.faces.mtcnn import THRESHOLDS, Candidates, Mtcnn, normalized
from core.vision.faces.second_look import FaceRule, measure, read_file


@dataclass(frozen=True, eq=False)
class FaceFindings:
    """What was found and what was refused.

    Attributes
    ----------
    faces : Detections
        Label "face", best first, boxes inside the picture, five landmarks each. The score is that of the second look,
        which decides.
    refused : tuple of dict
        Candidates that the second look refused, best first: {"xyxy", "score", "reason"}.
    threshold : float
        Faces score above it, refused candidates do not.
    """

    faces: Detections
    refused: tuple[dict[str, Any], ...]
    threshold: float


class Faces:
    """MTCNN with a second look; guards its own thread.

    Parameters
    ----------
    entry : Entry or None
        The manifest's entry for the role "faces": a file of coefficients and the threshold "face".
        None for the cascade alone, as the package has it: no second look, no bound on the picture's size.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    PackageMissing, ModelMissing, WrongContract
        When MTCNN's weights or the coefficients are not there or not as expected.
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

        A picture whose longer side is over the model's bound is searched at that size: faces under 20 pixels there
        are of no matter for what the picture shows, and the time stays bounded.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        FaceFindings
            With empty `faces` when there is none.

        Raises
        ------
        WrongContract
            When `image` is not uint8 RGB.
        """
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
            raise WrongContract(
                f"Faces are looked for in uint8 RGB of shape (H, W, 3); {image.dtype} {image.shape} came.",
                "Decode the picture with `core.images.decode`.",
            )
        pixels = normalized(self._bounded(image))
        with self._lock:
            found = self._cascade.find(pixels)
            if not len(found.scores):
                return FaceFindings(Detections.empty("face", landmarks=True), (), self._threshold)
            features = None if self._rule is None else measure(self._cascade, pixels, found)
        found = _in_picture(found, pixels.shape, image.shape)
        if self._rule is None or features is None:
            return FaceFindings(Detections("face", *found), (), self._threshold)
        return self._sorted_out(found, self._rule.scores(features), self._rule.reasons(features))

    def _bounded(self, image: np.ndarray) -> np.ndarray:
        longest = max(image.shape[:2])
        if not self._longest_side or longest <= self._longest_side:
            return image
        scale = self._longest_side / longest
        size_wh = tuple(max(1, round(side * scale)) for side in (image.shape[1], image.shape[0]))
        return cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA)

    def _sorted_out(self, found: Candidates, scores: np.ndarray, reasons: list[str]) -> FaceFindings:
        order = np.argsort(-scores, kind="stable")
        accepted = order[scores[order] > self._threshold]
        refused = tuple(
            {"xyxy": found.xyxy[row].round(2).tolist(), "score": round(float(scores[row]), 4), "reason": reasons[row]}
            for row in order[scores[order] <= self._threshold]
        )
        faces = Detections("face", found.xyxy[accepted], scores[accepted], found.landmarks[accepted])
        return FaceFindings(faces, refused, self._threshold)


def _in_picture(found: Candidates, searched: tuple[int, ...], shape: tuple[int, ...]) -> Candidates:
    """From the frame that was searched to that of the picture, boxes and landmarks clipped to it."""
    scale_xy = np.array([shape[1] / searched[1], shape[0] / searched[0]], np.float32)
    limit = np.array([shape[1], shape[0]], np.float32)
    xyxy = np.clip(found.xyxy.reshape(-1, 2, 2) * scale_xy, 0, limit).reshape(-1, 4)
    landmarks = np.clip(found.landmarks * scale_xy, 0, limit)
    return Candidates(xyxy.astype(np.float32), found.scores.astype(np.float32), landmarks.astype(np.float32))
