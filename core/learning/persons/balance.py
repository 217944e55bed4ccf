"""Quiet the finest level of the head: small persons in the background must not outrank the one who is photographed.

The head looks for persons on three grids, of 8, 16 and 32 pixels. Passers-by come from the finest, where training
makes it too sure. One number, added to the finest grid's score before the sigmoid, is chosen on train-side pictures and
stored in the network, so that every format of it answers alike.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from core.learning.data.pictures import read_rgb
from core.learning.persons.boxes import letterbox, suppress, xyxy_from_center
from core.learning.persons.detectors import compile_network, decode_own, rgb_unit
from core.learning.persons.export import to_openvino
from core.learning.persons.labels import is_dev, read_manifest, true_boxes
from core.nouns.average_precision import average_precision, match

SHIFTS = (0.0, -0.5, -1.0, -1.5, -2.0, -2.5, -3.0)
EQUALLY_GOOD = 0.002
CANDIDATES, MAX_BOXES, IOU = 500, 150, 0.6
FINEST_STRIDE = 8


def quiet_finest_level(model: torch.nn.Module, data: Path, size: int, log: Callable[[str], None]) -> float:
    """Choose the shift and add it to the bias of the finest level's score; changes the model.

    Parameters
    ----------
    model : torch.nn.Module
        Trained ultralytics `DetectionModel`.
    data : Path
        The data pack.
    size : int
        Side of the square in the product.
    log : callable
        Gets AP50 for each shift.

    Returns
    -------
    float
        The shift; of equally good ones the strongest.
    """
    raw = raw_outputs(model, data, size)
    precision = np.array([precision_at_shift(raw, shift) for shift in SHIFTS])
    log(f"AP50 on train-side pictures by shift: {dict(zip(SHIFTS, precision.round(3).tolist(), strict=True))}")
    shift = SHIFTS[np.flatnonzero(precision >= precision.max() - EQUALLY_GOOD)[-1]]
    with torch.no_grad():
        model.model[-1].cv3[0][-1].bias += shift
    return shift


def raw_outputs(model: torch.nn.Module, data: Path, size: int) -> list[tuple[np.ndarray, ...]]:
    """For each train-side picture with boxes: candidate boxes, their logits, whether of the finest grid, true boxes."""
    network = compile_network(to_openvino(copy.deepcopy(model), size))
    rows = [row for row in read_manifest(data) if row["split"] == "train"]
    rows = [r for r in rows if r["block"] == "coco" or (r["block"] == "streetwear" and is_dev(r))]
    outputs = []
    for row in rows:
        truth = true_boxes(data, row)
        if truth is None or not len(truth):
            continue
        image = read_rgb(data / row["path"])
        square = letterbox(image, size)
        centers, scores = decode_own(network([rgb_unit(square.image)])[0])
        best = np.argsort(-scores, kind="stable")[:CANDIDATES]
        scores = np.clip(scores[best], 1e-6, 1 - 1e-6)
        boxes = square.to_picture(xyxy_from_center(centers[best]), (image.shape[1], image.shape[0]))
        outputs.append((boxes, np.log(scores / (1 - scores)), best < (size // FINEST_STRIDE) ** 2, truth))
    return outputs


def precision_at_shift(raw: list[tuple[np.ndarray, ...]], shift: float) -> float:
    """AP50 over all pictures with the finest grid's logits shifted.

    Parameters
    ----------
    raw : list of tuple
        From `raw_outputs`.
    shift : float
        Added to the logits of the finest grid.
    """
    matched = []
    for boxes, logits, finest, truth in raw:
        scores = 1 / (1 + np.exp(-(logits + shift * finest)))
        best = np.argsort(-scores, kind="stable")[:MAX_BOXES]
        winners = best[suppress(boxes[best], scores[best], IOU)]
        matched.append(match((boxes[winners], scores[winners]), truth))
    scores, hits = (np.concatenate([m[i] for m in matched]) for i in (0, 1))
    return average_precision(scores, hits, sum(len(entry[3]) for entry in raw))
