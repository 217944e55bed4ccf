"""What worker processes do for this room: run the chain's detectors on one file and read what their steps saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.analyze import tasks as analyze_tasks
from core.detectors.boxes import heat_of, of_cascade, of_persons
from core.images import draw
from core.images.decode import read_picture
from core.models import store
from core.nouns.detector_trace import DetectorTrace, FaceCandidate, Level
from core.settings import Settings
from core.vision.faces.canvas import CELL, paint, windows
from core.vision.faces.detector import FaceSearch
from core.vision.faces.mtcnn import Proposals, crops, to_squares
from core.vision.faces.second_look import FEATURES, LOOKS, look_squares

WITH_CROPS = 8  # candidates whose squares are shown
DIMMED = 0.45  # of the photo's brightness where the first net's scores are drawn over it
CROP_SIDE, ENLARGED = 48, 2


def trace(settings: Settings, path: str, picture_id: str) -> DetectorTrace:
    """Run both detectors on one file.

    Parameters
    ----------
    settings : Settings
        Names the models.
    path : str
        The picture's file.
    picture_id : str
        sha256 that it must have; "" for any.

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed.
    """
    picture = read_picture(Path(path), path, settings, picture_id=picture_id)
    models = analyze_tasks.open_models(settings)
    faces, persons = analyze_tasks.look(models, picture.image)
    overlap = store.entry(settings.models_dir, "persons", settings.persons_model).threshold("iou")
    searched_wh = (faces.pixels.shape[1], faces.pixels.shape[0])
    return DetectorTrace(
        picture.picture_id, picture.size_wh, searched_wh, _pyramid(faces),
        _levels(faces.cascade.proposals, picture.size_wh[0] / searched_wh[0]),
        of_cascade(faces.cascade, searched_wh, picture.size_wh), _candidates(faces), faces.findings.threshold,
        faces.findings.faces, persons.findings.persons, of_persons(persons, overlap), overlap)


def _levels(proposals: Proposals, scale: float) -> tuple[Level, ...]:
    return tuple(
        Level((tile.width, tile.height), scale * CELL / tile.scale, proposals.maps[windows(tile)][..., 0].size,
              len(size.boxes), len(size.kept))
        for tile, size in zip(proposals.tiles, proposals.sizes, strict=True))


def _pyramid(search: FaceSearch) -> bytes:
    """The canvas of the first net, its scores in color."""
    proposals = search.cascade.proposals
    (left, top, right, bottom), canvas_hw = proposals.part, proposals.canvas_hw
    if not proposals.tiles:
        return b""
    canvas = _to_image(paint(search.pixels[top:bottom, left:right], proposals.tiles, canvas_hw)[0, ..., :3])
    heat = heat_of(proposals, canvas_hw)
    shown = canvas * (DIMMED * (1 - heat[..., None])) + draw.heatmap(heat) * heat[..., None]
    return draw.preview_jpeg(np.rint(shown).astype(np.uint8), side=max(canvas_hw))


def _candidates(search: FaceSearch) -> tuple[FaceCandidate, ...]:
    """Candidates with their second look, best first."""
    order = np.argsort(-search.scores, kind="stable")
    return tuple(_candidate(search, int(row), with_crops=place < WITH_CROPS) for place, row in enumerate(order))


def _candidate(search: FaceSearch, row: int, *, with_crops: bool) -> FaceCandidate:
    score, threshold = float(search.scores[row]), search.findings.threshold
    parts = dict(zip(FEATURES, search.parts[row].tolist(), strict=True))
    is_face = bool(score > threshold)
    body = None if np.isnan(search.bodies[row]) else float(search.bodies[row])
    return FaceCandidate(
        search.candidates.xyxy[row], search.candidates.landmarks[row], float(search.candidates.scores[row]),
        tuple(search.looks[row].tolist()), parts, body, score, is_face, "" if is_face else search.reasons[row],
        _crops(search, row) if with_crops else ())


def _crops(search: FaceSearch, row: int) -> tuple[bytes, ...]:
    """The candidate's square and those of the second look, as the third net sees them."""
    box = search.cascade.candidates.xyxy[row : row + 1].astype(np.float64)
    squares = np.concatenate([to_squares(box), look_squares(box)[0]])
    images = _to_image(crops(search.pixels, squares, CROP_SIDE)).repeat(ENLARGED, axis=1).repeat(ENLARGED, axis=2)
    mirrored = (False, *(look[3] for look in LOOKS))
    return tuple(draw.preview_jpeg(np.ascontiguousarray(image[:, ::-1] if flip else image))
                 for image, flip in zip(images, mirrored, strict=True))


def _to_image(pixels: np.ndarray) -> np.ndarray:
    """Inverse of `mtcnn.to_input`."""
    return np.clip(np.rint(pixels * 128 + 127.5), 0, 255).astype(np.uint8)
