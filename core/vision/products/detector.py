"""Products and price tags in a photo, of no particular class: a YOLOX-nano network on OpenVINO.

Products on a shelf are small and stand close: the photo is looked at as a whole and, where products turn out small, in
overlapping tiles at the scale at which the network knows them best.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openvino

from core.errors import WrongContract
from core.nouns.detections import Detections
from core.vision.persons.detector import OPTIONS
from core.vision.products.tiles import Boxes, search

PRODUCT, PRICE_TAG = "product", "price_tag"
_HINT = "Use the file and the entry of the same training."


@dataclass(frozen=True, eq=False)
class Detected:
    """What stands in a photo.

    Attributes
    ----------
    products, price_tags : Detections
        In pixels of the photo, inside it, best first; empty where there is nothing.
    """

    products: Detections
    price_tags: Detections


def open_products(entry: Any) -> Callable[[np.ndarray], Detected]:
    """Open the detector.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "products": the thresholds "score", "tag_score" and "iou", and `input.size_wh`. A file without an entry,
        such as converted ultralytics weights, has thresholds of its own, and finds products only.

    Returns
    -------
    callable
        Picture uint8 (H, W, 3) RGB -> `Detected`.

    Raises
    ------
    WrongContract
        When OpenVINO cannot read the file, or its input or output does not fit.
    """
    network, side = _opened(Path(entry.path))
    score, iou = entry.threshold("score"), entry.threshold("iou")
    tag_score = float(entry.thresholds.get("tag_score", score))

    def look(square: np.ndarray) -> Boxes:
        tensor = np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32) / 255
        return _read(network([tensor])[0][0], min(score, tag_score))

    def products_of(image: np.ndarray) -> Detected:
        found = search(look, image, side, score=score, iou=iou)
        return Detected(_detections(PRODUCT, found, 0, least=score), _detections(PRICE_TAG, found, 1, least=tag_score))

    return products_of


def _opened(path: Path) -> tuple[Any, int]:
    core = openvino.Core()
    core.set_property({"ENABLE_MMAP": False})  # a mapped file that is replaced would change a running model silently
    try:
        model = core.read_model(path)
    except RuntimeError:
        raise WrongContract(f"{path.name} is not an OpenVINO model, or it is damaged.",
                            "Restore it: git checkout -- models.") from None
    shapes = [port.get_partial_shape() for port in (*model.inputs, *model.outputs)]
    is_square = len(shapes) > 1 and shapes[0].is_static and len(shapes[0]) == 4 and shapes[0][2] == shapes[0][3]
    if not is_square or not (shapes[1].is_static and len(shapes[1]) == 3 and shapes[1].to_shape()[1] in (5, 6)):
        raise WrongContract(f"{path.name} must have an input [1, 3, side, side] and an output [1, 5 or 6, positions] "
                            f"(box, score of a product, score of a price tag), but it has "
                            f"{' and '.join(map(str, shapes))}.", _HINT)
    network = core.compile_model(model, "CPU", {**OPTIONS, "INFERENCE_NUM_THREADS": 1})
    return network, int(shapes[0].to_shape()[2])


def _read(columns: np.ndarray, least: float) -> Boxes:
    """Output (4 + K, N), centers and sizes in pixels of the square, then scores -> boxes of at least some score."""
    classes, positions = np.nonzero(columns[4:] >= least)
    centers, half = columns[:2, positions].T, columns[2:4, positions].T / 2
    scores = columns[4:][classes, positions]
    return Boxes(np.hstack([centers - half, centers + half]).astype(np.float32), scores.astype(np.float32), classes)


def _detections(label: str, found: Boxes, number: int, *, least: float) -> Detections:
    rows = np.flatnonzero((found.classes == number) & (found.scores >= least))
    rows = rows[np.argsort(-found.scores[rows], kind="stable")]
    return Detections(label, found.xyxy[rows], found.scores[rows])
