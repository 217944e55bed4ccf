"""Everyday things in a picture, with their boxes: a YOLOX-nano network for the 80 classes of COCO on OpenVINO.

Persons are the persons model's: of the 80 classes the stage writes the other 79. Letterbox and suppression are the same
as in the network's evaluation (core.learning.objects).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import WrongContract
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.persons.detector import OPTIONS, letterbox

FACT, PERSON = "object", "person"
MOST = 50  # boxes of one picture


def open_objects(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "objects": `labels`, `input.size_wh`, and the thresholds "score" and "iou" (of boxes of one class).

    Raises
    ------
    WrongContract
        When OpenVINO cannot read the file, or its input or output does not fit.
    """
    import openvino

    path, side = Path(entry.path), int(entry.input["size_wh"][0])
    core = openvino.Core()
    core.set_property({"ENABLE_MMAP": False})  # a mapped file that is replaced would change a running model silently
    try:
        model = core.read_model(path)
    except RuntimeError:
        raise WrongContract(f"{path.name} is not an OpenVINO model, or it is damaged.",
                            "Restore it: git checkout -- models.") from None
    shapes = [str(port.get_partial_shape()) for port in (*model.inputs, *model.outputs)]
    if shapes[:1] != [f"[1,3,{side},{side}]"] or not shapes[-1].startswith(f"[1,{4 + len(entry.labels)},"):
        raise WrongContract(f"{path.name} must have an input [1,3,{side},{side}] and an output "
                            f"[1,{4 + len(entry.labels)},positions], but it has {' and '.join(shapes)}.",
                            "Use the file and the entry of the same training.")
    network = core.compile_model(model, "CPU", {**OPTIONS, "INFERENCE_NUM_THREADS": 1})
    score, iou = entry.threshold("score"), entry.threshold("iou")

    def objects_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        square = letterbox(image, side)
        tensor = np.ascontiguousarray(square.image.transpose(2, 0, 1)[None], np.float32) / 255
        boxes, classes, scores = suppressed(network([tensor])[0][0], score, iou)
        places = square.to_picture(boxes, (image.shape[1], image.shape[0])).tolist()
        return tuple(Fact(FACT, entry.labels[number], float(sure), entry.name, (box[0], box[1], box[2], box[3]))
                     for box, number, sure in zip(places, classes, scores, strict=True)
                     if entry.labels[number] != PERSON)[:MOST]

    return objects_of


def suppressed(columns: np.ndarray, score: float, iou: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Boxes of the network's output that no better one of their class overlaps.

    Parameters
    ----------
    columns : ndarray of float32, shape (4 + K, N)
        Center x, center y, width, height in pixels of the square, then the score of each of K classes.
    score : float
        Least score of a box, in [0, 1].
    iou : float
        A box that overlaps a better one of its class by more than this is dropped.

    Returns
    -------
    tuple of ndarray
        Corners float32 (M, 4) in pixels of the square, classes int64 (M,) and scores float32 (M,), best first.

    Examples
    --------
    Two boxes in one place are of one class, a third is of another:

    >>> columns = np.float32([[10, 11, 10], [10, 10, 10], [8, 8, 8], [8, 8, 8], [0.9, 0.8, 0], [0, 0, 0.7]])
    >>> boxes, classes, scores = suppressed(columns, 0.5, 0.6)
    >>> boxes.tolist(), classes.tolist()
    ([[6.0, 6.0, 14.0, 14.0], [6.0, 6.0, 14.0, 14.0]], [0, 1])
    """
    classes, positions = np.nonzero(columns[4:] >= score)
    scores = columns[4:][classes, positions]
    centers, sizes = columns[:2, positions].T, columns[2:4, positions].T
    corners = np.hstack([centers - sizes / 2, sizes])
    rows = np.zeros(0, np.int64)
    if len(scores):
        kept = cv2.dnn.NMSBoxesBatched(corners.tolist(), scores.tolist(), classes.tolist(), score, iou)
        rows = np.asarray(kept, np.int64).reshape(-1)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    corners[:, 2:] += corners[:, :2]
    return corners[rows].astype(np.float32), classes[rows], scores[rows]
