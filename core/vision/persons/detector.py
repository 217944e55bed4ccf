"""Persons in a picture, parts of a body included: a YOLO network with one class on OpenVINO.

The network takes a square of fixed size and returns one column for each position: center x, center y, width and height
in pixels of the square, and the score of a person. Letterboxing and suppression are the same as in its evaluation.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import openvino

from core.errors import WrongContract
from core.images.scaling import quick_downscale
from core.models.store import Entry
from core.nouns.detections import Detections
from core.nouns.thresholds import is_person

GRAY = 114  # of the margins, and the largest number of boxes: defaults of ultralytics 8.4 (LetterBox, max_det)
MAX_CANDIDATES = 300
ROWS = 5  # of the output: four of the box, one score
# f32: the same numbers on every machine, also where the processor has bfloat16. Unpinned: otherwise several workers
# would share one core (docs/decisions/0009-models-at-run-time.md).
OPTIONS = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False}


@dataclass(frozen=True, eq=False)
class PersonFindings:
    """Persons, and the best score of the rest.

    Attributes
    ----------
    persons : Detections
        Label "person"; scores at or above the threshold.
    best_refused : float
        Best score below the threshold, 0 without any: how close the picture came to another person.
    threshold : float
        From the model's entry, in [0, 1].
    """

    persons: Detections
    best_refused: float
    threshold: float


@dataclass(frozen=True, eq=False)
class PersonSearch:
    """One run of the detector: what it found, and its best boxes before suppression and threshold.

    Attributes
    ----------
    findings : PersonFindings
    xyxy : ndarray of float32, shape (N, 4)
        The best 300 boxes in the frame of the picture, inside it, best first.
    scores : ndarray of float32, shape (N,)
        In [0, 1].
    kept : ndarray of int64, shape (M,)
        Rows that no better box suppresses, best first.
    """

    findings: PersonFindings
    xyxy: np.ndarray
    scores: np.ndarray
    kept: np.ndarray

    @property
    def candidates(self) -> tuple[np.ndarray, np.ndarray]:
        """Boxes (M, 4) and scores (M,) after suppression, also those below the threshold, best first."""
        return self.xyxy[self.kept], self.scores[self.kept]


@dataclass(frozen=True, eq=False)
class Square:
    """A picture scaled into a square with gray margins.

    Attributes
    ----------
    image : ndarray of uint8, shape (side, side, 3)
    scale : float
        Pixels of the square for each pixel of the picture.
    left, top : int
        Corner of the picture in the square, in pixels.
    """

    image: np.ndarray
    scale: float
    left: int
    top: int

    def to_picture(self, xyxy: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
        """Bring boxes from the square to the frame of the picture.

        Parameters
        ----------
        xyxy : ndarray of float32, shape (N, 4)
            In pixels of the square.
        size_wh : tuple of int
            Width and height of the picture.

        Returns
        -------
        ndarray of float32, shape (N, 4)
            In pixels of the picture, clipped to it.
        """
        boxes = (xyxy - np.array([self.left, self.top] * 2, np.float32)) / self.scale
        return np.clip(boxes, 0, np.array([*size_wh] * 2, np.float32)).astype(np.float32)


def letterbox(image: np.ndarray, side: int) -> Square:
    """Scale a picture into the center of a square, keeping its proportions.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
        Of the square, in pixels.

    Returns
    -------
    Square
        Margins have the gray level 114.

    Examples
    --------
    A picture of 20 x 10 pixels in a square of 40: twice as large, with 10 gray rows above and below.

    >>> square = letterbox(np.zeros((10, 20, 3), np.uint8), 40)
    >>> square.scale, square.left, square.top
    (2.0, 0, 10)
    >>> square.image[:, 0, 0].tolist() == [114] * 10 + [0] * 20 + [114] * 10
    True
    >>> square.to_picture(np.float32([[0, 10, 20, 50]]), (20, 10)).tolist()
    [[0.0, 0.0, 10.0, 10.0]]
    """
    height, width = image.shape[:2]
    scale = side / max(height, width)
    new_wh = max(1, round(width * scale)), max(1, round(height * scale))
    if new_wh != (width, height):
        image = quick_downscale(image, new_wh) if scale < 1 else cv2.resize(image, new_wh)
    left, top = (side - new_wh[0]) // 2, (side - new_wh[1]) // 2
    canvas = np.full((side, side, 3), GRAY, np.uint8)
    canvas[top : top + new_wh[1], left : left + new_wh[0]] = image
    return Square(canvas, scale, left, top)


class Persons:
    """One open model; calls from several threads wait for each other, since a request has one state.

    Parameters
    ----------
    entry : Entry
        From `core.models.entry`, with the thresholds "score" and "iou".
    threads : int
        Threads that one inference may use.

    Raises
    ------
    WrongContract
        When the file is not an OpenVINO model, or its input or output does not fit this role.

    Attributes
    ----------
    name : str
        In the manifest.
    side : int
        Of the square input, in pixels.
    """

    def __init__(self, entry: Entry, *, threads: int = 1) -> None:
        self.name, self._file = entry.name, entry.path.name
        self._threshold, self._iou = entry.threshold("score"), entry.threshold("iou")
        model = _read(entry.path)
        self.side = _side(model, entry.path.name)
        options = {**OPTIONS, "INFERENCE_NUM_THREADS": threads}
        self._request = openvino.Core().compile_model(_with_byte_input(model), "CPU", options).create_infer_request()
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
            When the model returns numbers that cannot be boxes or scores.
        """
        return self.search(image).findings

    def search(self, image: np.ndarray) -> PersonSearch:
        """The same with the boxes before suppression; `image` uint8 (H, W, 3), raises WrongContract."""
        square = letterbox(image, self.side)
        with self._lock:
            self._request.infer([square.image[None]])
            columns = self._request.get_output_tensor(0).data[0].copy()
        self._check(columns)
        boxes, scores, kept = self._suppress(columns)
        xyxy = square.to_picture(boxes, (image.shape[1], image.shape[0]))
        is_accepted = is_person(scores[kept], self._threshold)
        accepted, refused = kept[is_accepted], kept[~is_accepted]
        persons = Detections("person", xyxy[accepted], scores[accepted])
        findings = PersonFindings(persons, float(scores[refused].max(initial=0.0)), self._threshold)
        return PersonSearch(findings, xyxy, scores, kept)

    def _suppress(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The best boxes, xyxy (N, 4) in the square and scores (N,), best first, and rows that suppression keeps."""
        best = np.argsort(-columns[4], kind="stable")[:MAX_CANDIDATES]
        centers, sizes, scores = columns[:2, best].T, columns[2:4, best].T, columns[4, best]
        corners = centers - sizes / 2
        indices = cv2.dnn.NMSBoxes(np.hstack([corners, sizes]).tolist(), scores.tolist(), 0.0, self._iou)
        rows = np.sort(np.asarray(indices, np.int64).reshape(-1))
        return np.hstack([corners, corners + sizes]).astype(np.float32), scores.astype(np.float32), rows

    def _check(self, columns: np.ndarray) -> None:
        scores = columns[4]
        if not np.isfinite(columns).all() or scores.min() < 0 or scores.max() > 1:
            raise WrongContract(f"{self._file} must return finite boxes and scores from 0 to 1, but its scores range "
                                f"from {scores.min():.4g} to {scores.max():.4g}.",
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
    """Side of the square input, after checking the shapes of input and output."""
    if len(model.inputs) != 1:
        raise WrongContract(f"{name} must have one input, but it has {len(model.inputs)}.", _HINT)
    shape, output = model.inputs[0].get_partial_shape(), model.outputs[0].get_partial_shape()
    is_square = shape.is_static and len(shape) == 4 and shape.to_shape()[:2] == [1, 3] and shape[2] == shape[3]
    if not is_square:
        raise WrongContract(f"{name} must have an input [1, 3, side, side], but it has {shape}.", _HINT)
    if not (output.is_static and len(output) == 3 and output.to_shape()[:2] == [1, ROWS]):
        raise WrongContract(f"{name} must have an output [1, {ROWS}, positions] (box and score of a person), "
                            f"but it has {output}.", _HINT)
    return int(shape.to_shape()[2])


_HINT = "Name the ultralytics weights (.pt) instead; Merchlens converts them."


def _with_byte_input(model: openvino.Model) -> openvino.Model:
    """The model with an RGB uint8 input (1, side, side, 3); it divides by 255 and reorders channels itself."""
    steps = openvino.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    steps.input().preprocess().convert_element_type(openvino.Type.f32).scale(255.0)
    steps.input().model().set_layout(openvino.Layout("NCHW"))
    return steps.build()
