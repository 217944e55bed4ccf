"""Writes a tiny detector as OpenVINO IR: the score of each 8 x 8 cell is its mean red, its box is of fixed size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
from openvino import opset13 as op

from core.models import store
from core.models.store import Entry

SIDE, CELL = 64, 8


def write(path: Path, *, box: float = 8.0, rows: int = 5, shape: tuple[int, ...] = (1, 3, SIDE, SIDE),
          spoil: float = 1.0) -> Path:
    """Write `path` (.xml) and its .bin; scores are multiplied by `spoil`."""
    picture = op.parameter(list(shape), np.float32, name="images")
    red = op.gather(picture, np.array([0]), np.array(1))
    means = op.avg_pool(red, [CELL, CELL], [0, 0], [0, 0], [CELL, CELL], False)
    cells = (shape[2] // CELL) * (shape[3] // CELL)
    scores = op.multiply(op.reshape(means, np.array([1, 1, cells]), False), np.float32(spoil))
    ys, xs = np.mgrid[: shape[2] // CELL, : shape[3] // CELL] * CELL + CELL / 2
    places = np.stack([xs.ravel(), ys.ravel(), np.full(cells, box), np.full(cells, box)])[None].astype(np.float32)
    more = [scores] * (rows - 4)
    model = openvino.Model([op.concat([op.constant(places), *more], 1)], [picture], "tiny")
    openvino.save_model(model, path, compress_to_fp16=False)
    return path


def entry(path: Path, *, score: float = 0.5, iou: float = 0.5) -> Entry:
    """The written model as an entry."""
    found = store.bare(path, "persons")
    return Entry(found.name, found.role, found.files, found.origin, found.license,
                 thresholds={"score": score, "iou": iou})
