"""Detectors of the 80 COCO classes with one interface: two public teachers and our own, all run by OpenVINO.

Each takes an RGB picture and returns `Found` in the picture's frame, best first, after suppression within each class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino

from core.learning.persons.boxes import letterbox, suppress, xyxy_from_center
from core.learning.persons.detectors import YOLOX_SIZE, YOLOX_STRIDES, bgr_bytes, decode_yolox_classes, rgb_unit

# COCO's classes in the order of every public detector of them (Lin et al., "Microsoft COCO", 2014).
CLASSES = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic_light",
    "fire_hydrant", "stop_sign", "parking_meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
    "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis",
    "snowboard", "sports_ball", "kite", "baseball_bat", "baseball_glove", "skateboard", "surfboard",
    "tennis_racket", "bottle", "wine_glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich",
    "orange", "broccoli", "carrot", "hot_dog", "pizza", "donut", "cake", "chair", "couch", "potted_plant", "bed",
    "dining_table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell_phone", "microwave", "oven",
    "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy_bear", "hair_drier", "toothbrush",
)  # fmt: skip
SIZE, STRIDES = YOLOX_SIZE, YOLOX_STRIDES
YOLO11_SIZE = 640
CANDIDATES, MOST_BOXES, IOU = 400, 100, 0.6


@dataclass(frozen=True, eq=False)
class Found:
    """Boxes of one picture, best first.

    Attributes
    ----------
    xyxy : ndarray of float32, shape (N, 4)
        In pixels of the picture.
    classes : ndarray of int64, shape (N,)
        Rows of `CLASSES`.
    scores : ndarray of float32, shape (N,)
        In [0, 1].
    """

    xyxy: np.ndarray
    classes: np.ndarray
    scores: np.ndarray

    def take(self, rows: np.ndarray) -> Found:
        """Some of the boxes, by index or mask."""
        return Found(self.xyxy[rows], self.classes[rows], self.scores[rows])

    def mirrored(self, width: int) -> Found:
        """The boxes of the picture's mirror image, `width` pixels wide."""
        xyxy = self.xyxy[:, [2, 1, 0, 3]] * np.float32([-1, 1, -1, 1]) + np.float32([width, 0, width, 0])
        return Found(xyxy, self.classes, self.scores)

    def of_class(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Boxes and scores of one class, best first."""
        rows = self.classes == number
        return self.xyxy[rows], self.scores[rows]


@dataclass(frozen=True)
class ObjectDetector:
    """A network with the way its input is made and its output is read.

    Attributes
    ----------
    network : callable
        List of one input -> outputs by index, such as an openvino.CompiledModel.
    size : int
        Side of the square input.
    prepare : callable
        Square RGB uint8 (size, size, 3) -> the network's input for one picture.
    decode : callable
        Raw output -> center boxes (N, 4) in pixels of the square, scores (N, 80).
    """

    network: Callable
    size: int
    prepare: Callable[[np.ndarray], np.ndarray]
    decode: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]

    def __call__(self, image: np.ndarray, floor: float = 0.01) -> Found:
        """Find things.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        floor : float
            Boxes that score less are not returned.
        """
        square = letterbox(image, self.size)
        centers, scores = self.decode(self.network([self.prepare(square.image)])[0])
        rows, classes = np.nonzero(scores >= floor)
        best = np.argsort(-scores[rows, classes], kind="stable")[:CANDIDATES]
        rows, classes = rows[best], classes[best]
        found = Found(xyxy_from_center(centers[rows]), classes, scores[rows, classes].astype(np.float32))
        found = found.take(suppress_by_class(found)[:MOST_BOXES])
        xyxy = square.to_picture(found.xyxy, (image.shape[1], image.shape[0]))
        return Found(xyxy, found.classes, found.scores)


def suppress_by_class(found: Found, iou: float = IOU) -> np.ndarray:
    """Rows that stay when a box gives way to a better one of its own class, best first."""
    apart = found.classes[:, None] * (np.ptp(found.xyxy) + 1 if len(found.xyxy) else 0)
    return suppress(found.xyxy + apart, found.scores, iou)


def rgb_int8(square: np.ndarray) -> np.ndarray:
    """RGB moved to -128..127, channels last; int8 (1, H, W, 3)."""
    return (square.astype(np.int16) - 128).astype(np.int8)[None]


def decode_own(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read [1, 84, N]: center box in pixels of the square, score of each class."""
    return output[0, :4].T, output[0, 4:].T


def decode_yolo11(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read int8 [1, 84, N]: center box in shares of the square, score of each class; scale and zero as in the file."""
    values = (output[0].astype(np.float32) + 122) * 0.0040782
    return values[:4].T * YOLO11_SIZE, values[4:].T


def compiled(model: openvino.Model | str | Path) -> openvino.CompiledModel:
    """A network compiled for one thread, float32."""
    options = {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32",
               "ENABLE_CPU_PINNING": False}
    return openvino.Core().compile_model(model, "CPU", options)


def open_own(model: openvino.Model | str | Path) -> ObjectDetector:
    """Our own network, as a graph or as its OpenVINO file."""
    return ObjectDetector(compiled(model), SIZE, rgb_unit, decode_own)


def open_yolox(weights: Path) -> ObjectDetector:
    """The public `yolox_nano.onnx`: BGR 0..255, 416 px."""
    return ObjectDetector(compiled(weights / "yolox_nano.onnx"), SIZE, bgr_bytes, decode_yolox_classes)


def open_yolo11(weights: Path) -> ObjectDetector:
    """The public `yolo11n_full_integer_quant.tflite`: RGB, 640 px."""
    network = compiled(weights / "yolo11n_full_integer_quant.tflite")
    return ObjectDetector(network, YOLO11_SIZE, rgb_int8, decode_yolo11)
