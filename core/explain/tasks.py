"""What worker processes do for this room: explain one file by Grad-CAM (`gradcam`) or another of `contract.METHODS`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.analyze import tasks as analyze_tasks
from core.explain import drise
from core.explain.contract import open_explainer
from core.explain.differentiable import DifferentiableModel
from core.explain.faithfulness import seed_of
from core.explain.heat import shrink
from core.explain.pointing import points, target
from core.explain.request import TOP, BenchmarkPicture, BoxRequest, Request
from core.explain.trust import Rivals, measure_rivals, trust
from core.images import draw
from core.images.decode import read_picture
from core.models import store
from core.nouns.benchmark import BenchmarkRow
from core.nouns.intent import INTENT_LABELS
from core.nouns.saliency import Explanation, Saliency
from core.settings import Settings

OVERLAY_SIDE = 1280
MAP_SIDE = 224  # no method sees more than the model's input, so a smaller copy of the map loses nothing


def explain(settings: Settings, request: Request) -> Explanation:
    """Explain one file and draw the overlay.

    Parameters
    ----------
    settings : Settings
        Names the model that gives the scores.
    request : Request

    Returns
    -------
    Explanation
        Its map has at most 224 px unless the request asks for the full one, which is heavy for a large picture.

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed.
    """
    picture = read_picture(Path(request.path), request.path, settings, picture_id=request.picture_id)
    opened = _open(settings, request.model)
    saliency = open_explainer(request.method, opened).explain(picture.image, request.label, against=request.against,
                                                              layer=request.layer)
    confidence = None
    if request.trust:
        rivals = _rivals(opened, _Input(picture.picture_id, opened.to_input(picture.image)), request.label)
        confidence = trust(opened, picture.image, saliency, against=request.against, rivals=rivals)
    is_png = request.file_format == "png"
    image = picture.image if is_png else draw.downscale(picture.image, side=OVERLAY_SIDE)
    overlay = draw.overlay(image, _scaled(saliency, request.peak), opacity=request.opacity, colors=request.colors)
    if not request.full_map:
        saliency = replace(saliency, map=shrink(saliency.map, MAP_SIDE))
    drawn = draw.png(overlay) if is_png else draw.preview_jpeg(overlay, side=OVERLAY_SIDE)
    return Explanation(saliency, drawn, confidence)


def box_scores(settings: Settings, request: BoxRequest, start: int, stop: int) -> list[float]:
    """How well the chain's detector confirms a box of one file under the masks from `start` to before `stop`.

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed.
    """
    box = _box(settings, request)
    return drise.scores_under_masks(box.image, box.xyxy, box.detect, range(start, stop))


def explain_box(settings: Settings, request: BoxRequest, scores: list[float]) -> Explanation:
    """Explain one box by D-RISE from its scores under all masks, and draw the overlay.

    Parameters
    ----------
    settings : Settings
        Names the models.
    request : BoxRequest
    scores : list of float
        From `box_scores`.

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed.
    """
    box = _box(settings, request)
    saliency = drise.explain_scores(box.image, box.xyxy, box.detect, scores)
    overlay = draw.overlay(draw.downscale(box.photo, side=OVERLAY_SIDE), saliency, opacity=request.opacity)
    saliency = replace(saliency, map=shrink(saliency.map, MAP_SIDE), label=request.detector)
    return Explanation(saliency, draw.preview_jpeg(overlay, side=OVERLAY_SIDE))


def layers(settings: Settings, label: str, model: str = "") -> list[str]:
    """Names of the feature maps that a label can be explained by, from the picture to the last one."""
    return _open(settings, model).layers(label)


def benchmark(settings: Settings, picture: BenchmarkPicture, label: str, methods: Sequence[str]) -> list[BenchmarkRow]:
    """Explain one picture by several methods, and measure each map.

    Parameters
    ----------
    settings : Settings
    picture : BenchmarkPicture
    label : str
        One of `core.explain.contract.LABELS`, or "top" for the label that the model gives the highest score.
    methods : sequence of str
        Keys of `core.explain.contract.METHODS`.
    """
    opened, image = _open(settings), read_picture(Path(picture.path), picture.uri, settings).image
    values = opened.to_input(image)
    if label == TOP:
        label = max(INTENT_LABELS, key=lambda name: opened.score(values, name)[0])
    where = target(image, np.asarray(picture.persons).reshape(-1, 4))
    rivals, rows = measure_rivals(opened, values, label), []
    for method in methods:
        explainer = open_explainer(method, opened)
        start = time.perf_counter()
        saliency = explainer.explain(image, label)
        milliseconds = 1000 * (time.perf_counter() - start)
        rows.append(BenchmarkRow(picture.uri, picture.picture_id, label, method, saliency.score,
                                 trust(opened, image, saliency, rivals=rivals),
                                 points(saliency.map, where, seed_of(values)), milliseconds))
    return rows


@dataclass(frozen=True)
class _Input:
    """A picture as the model sees it, known by its file's bytes, so that what was measured on it is found again."""

    picture_id: str
    values: np.ndarray = field(compare=False)


@lru_cache(maxsize=8)
def _rivals(model: DifferentiableModel, photo: _Input, label: str) -> Rivals:
    """Measured once, however many methods explain the photo."""
    return measure_rivals(model, photo.values, label)


@dataclass(frozen=True, eq=False)
class _Box:
    """A box on the picture as small as its detector makes it, so that it sees the same pixels as in the chain."""

    photo: np.ndarray
    image: np.ndarray
    xyxy: np.ndarray
    detect: drise.Detect


def _box(settings: Settings, request: BoxRequest) -> _Box:
    picture = read_picture(Path(request.path), request.path, settings, picture_id=request.picture_id)
    models = analyze_tasks.open_models(settings)

    side = models.persons.side
    if request.detector == "face":  # at the size at which the chain has decided
        side = max(analyze_tasks.look(models, picture.image)[0].pixels.shape[:2])

    def detect(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if request.detector == "face":
            faces = models.faces.search(image, side=side)
            return faces.candidates.xyxy, faces.scores
        persons = models.persons.search(image)
        return persons.xyxy[persons.kept], persons.scores[persons.kept]

    small = draw.downscale(picture.image, side=side)
    scale = np.array([small.shape[1], small.shape[0]] * 2) / np.array(picture.size_wh * 2)
    return _Box(picture.image, small, np.array(request.xyxy) * scale, detect)


def _scaled(saliency: Saliency, peak: float) -> Saliency:
    """The map as part of one whose strongest raw value is `peak`."""
    own = float(saliency.coarse.max())
    return replace(saliency, map=saliency.map * np.float32(own / peak)) if 0 < own < peak else saliency


def _open(settings: Settings, model: str = "") -> DifferentiableModel:
    entry = store.entry(settings.models_dir, "intent", model or settings.intent_model)
    return _model(entry.path, store.key_of([entry]))


@lru_cache(maxsize=2)  # a comparison of two models opens each once
def _model(path: Path, key: str) -> DifferentiableModel:
    """Kept until the file changes, which `key` tells."""
    return DifferentiableModel(path)
