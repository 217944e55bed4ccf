"""Persons in a picture, parts of a body included: a YOLO network of one class on OpenVINO.

The network takes a square of fixed size and gives one column for each place: center x, center y, width, height in
pixels of the square, and the score of a person. Letterboxing and suppression are those of its evaluation.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import openvino

from core.errors import WrongContract
from core.models.store import Entry
from core.nouns.detections import Detections

GRAY = 114
ROWS = 5
MAX_CANDIDATES = 300
# Same numbers on every machine: no bfloat16 where the processor has it. Unpinned: several workers would otherwise
# be pinned to the same core.
OPTIONS = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False}


@dataclass(frozen=True, eq=False)
class PersonFindings:
    """What was found, and how near the rest came.

    Attributes
    ----------
    persons : Detections
        Label "person"; scores at or above the threshold.
    best_refused : float
        Best score below the threshold, 0 without any; tells how close a "nobody" was.
    threshold : float
        What the model's entry asks for.
    """

    persons: Detections
    best_refused: float
    threshold: float


@dataclass(frozen=True, eq=False)
class Square:
    """A picture scaled into a square, its margins gray.

    Attributes
    ----------
    image : ndarray of uint8, shape (side, side, 3)
    scale : float
        Pixels of the square for each pixel of the picture.
    left, top : int
        Where the picture begins in the square.
    """

    image: np.ndarray
    scale: float
    left: int
    top: int

    def to_picture(self, xyxy: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
        """Boxes of the square in the frame of the picture, clipped to it; float32 (N, 4)."""
        moved = (xyxy - np.array([self.left, self.top] * 2, np.float32)) / self.scale
        return np.clip(moved, 0, np.array([*size_wh] * 2, np.float32)).astype(np.float32)


def letterbox(image: np.ndarray, side: int) -> Square:
    """Scale a picture into a square without changing its proportions; margins are gray 114, centerd.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int

    Returns
    -------
    Square
    """
    height, width = image.shape[:2]
    scale = side / max(height, width)
    new_wh = max(1, round(width * scale)), max(1, round(height * scale))
    if new_wh != (width, height):
        image = cv2.resize(image, new_wh, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (side - new_wh[0]) // 2, (side - new_wh[1]) // 2
    canvas = np.full((side, side, 3), GRAY, np.uint8)
    canvas[top : top + new_wh[1], left : left + new_wh[0]] = image
    return Square(canvas, scale, left, top)


class Persons:
    """One open model; calls from several threads wait for each other, since a request has one state.

    Parameters
    ----------
    entry : Entry
        From `weights.entry`, with the thresholds "score" and "iou".
    threads : int

    Raises
    ------
    WrongContract
        If the file is no OpenVINO model, or its input or output is not what this role needs.

    Attributes
    ----------
    name : str
    side : int
        Of the square input, in pixels.
    """

    def __init__(self, entry: Entry, *, threads: int = 1) -> None:
        self.name, self._file = entry.name, entry.path.name
        self._threshold, self._iou = entry.threshold("score"), entry.threshold("iou")
        model = _read(entry.path)
        self.side = _side(model, entry.path.name)
        options = {**OPTIONS, "INFERENCE_NUM_THREADS": threads}
        self._request = openvino.Core().compile_model(_fed_with_bytes(model), "CPU", options).create_infer_request()
        self._lock = threading.Lock()
        self.detect(np.full((self.side, self.side, 3), GRAY, np.uint8))

    def detect(self, image: np.ndarray) -> PersonFindings:
        """Find persons.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        PersonFindings
            Boxes in the frame of the picture, inside it, best first.

        Raises
        ------
        WrongContract
            When the model gives numbers that are no boxes or scores.
        """
        square = letterbox(image, self.side)
        with self._lock:
            self._request.infer([square.image[None]])
            columns = self._request.get_output_tensor(0).data[0].copy()
        self._check(columns)
        boxes, scores = self._without_repeats(columns)
        placed = square.to_picture(boxes, (image.shape[1], image.shape[0]))
        taken = scores >= self._threshold
        persons = Detections("person", placed[taken], scores[taken])
        return PersonFindings(persons, float(scores[~taken].max(initial=0.0)), self._threshold)

    def _without_repeats(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Corner boxes (N, 4) of the square and scores (N,), best first; of those that overlap only the best."""
        best = np.argsort(-columns[4], kind="stable")[:MAX_CANDIDATES]
        centers, sizes, scores = columns[:2, best].T, columns[2:4, best].T, columns[4, best]
        corners = centers - sizes / 2
        kept = cv2.dnn.NMSBoxes(np.hstack([corners, sizes]).tolist(), scores.tolist(), 0.0, self._iou)
        kept = np.sort(np.asarray(kept, np.int64).reshape(-1))
        boxes = np.hstack([corners, corners + sizes])[kept].astype(np.float32)
        return boxes, scores[kept].astype(np.float32)

    def _check(self, columns: np.ndarray) -> None:
        scores = columns[4]
        if not np.isfinite(columns).all() or scores.min() < 0 or scores.max() > 1:
            raise WrongContract(f"{self._file} must give finite boxes and scores from 0 to 1, but its scores lie "
                                f"between {scores.min():.4g} and {scores.max():.4g}.",
                                "The model is broken or was exported without its last step; use another one.")


def _read(path: Path) -> openvino.Model:
    core = openvino.Core()
    core.set_property({"ENABLE_MMAP": False})  # a mapped file that is replaced would change a running model silently
    try:
        return core.read_model(path)
    except RuntimeError:
        raise WrongContract(f"{path.name} is not an OpenVINO model, or it is damaged.",
                            "Restore the file, or name ultralytics weights (.pt), which Merchlens converts.") from None


def _side(model: openvino.Model, name: str) -> int:
    """Side of the square input, once the shapes are found right."""
    if len(model.inputs) != 1:
        raise WrongContract(f"{name} must have one input, but it has {len(model.inputs)}.", _HINT)
    taken, given = model.inputs[0].get_partial_shape(), model.outputs[0].get_partial_shape()
    is_square = taken.is_static and len(taken) == 4 and taken.to_shape()[:2] == [1, 3] and taken[2] == taken[3]
    if not is_square:
        raise WrongContract(f"{name} must have an input [1, 3, side, side], but it has {taken}.", _HINT)
    if not (given.is_static and len(given) == 3 and given.to_shape()[:2] == [1, ROWS]):
        raise WrongContract(f"{name} must have an output [1, {ROWS}, places] (box and score of a person), "
                            f"but it has {given}.", _HINT)
    return int(taken.to_shape()[2])


_HINT = "Name the ultralytics weights (.pt) instead: they are converted to this form."


def _fed_with_bytes(model: openvino.Model) -> openvino.Model:
    """The model with its input RGB uint8 (1, side, side, 3); division by 255 and channel order happen inside."""
    steps = openvino.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    steps.input().preprocess().convert_element_type(openvino.Type.f32).scale(255.0)
    steps.input().model().set_layout(openvino.Layout("NCHW"))
    return steps.build()
