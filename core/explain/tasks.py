"""What worker processes do for this room: explain one file by Grad-CAM (`gradcam`) or another of `contract.METHODS`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from core.errors import NotFound
from core.explain.contract import open_explainer
from core.explain.differentiable import DifferentiableModel
from core.explain.heat import shrink
from core.explain.request import Request
from core.explain.trust import trust
from core.images import draw
from core.images.decode import read_picture
from core.models import store
from core.nouns.saliency import Explanation
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
    picture = read_picture(Path(request.path), request.path, settings)
    if request.picture_id not in ("", picture.picture_id):
        raise NotFound("The picture's file has changed since it was analyzed.", "Analyze it again.")
    opened = _open(settings)
    saliency = open_explainer(request.method, opened).explain(picture.image, request.label, against=request.against,
                                                              layer=request.layer)
    confidence = trust(opened, picture.image, saliency, against=request.against) if request.trust else None
    is_png = request.file_format == "png"
    image = picture.image if is_png else draw.downscale(picture.image, side=OVERLAY_SIDE)
    overlay = draw.overlay(image, saliency, opacity=request.opacity)
    if not request.full_map:
        saliency = replace(saliency, map=shrink(saliency.map, MAP_SIDE))
    drawn = draw.png(overlay) if is_png else draw.preview_jpeg(overlay, side=OVERLAY_SIDE)
    return Explanation(saliency, drawn, confidence)


def layers(settings: Settings, label: str) -> list[str]:
    """Names of the feature maps that a label can be explained by, from the picture to the last one."""
    return _open(settings).layers(label)


def _open(settings: Settings) -> DifferentiableModel:
    return _model(store.entry(settings.models_dir, "intent", settings.intent_model).path)


@lru_cache(maxsize=1)
def _model(path: Path) -> DifferentiableModel:
    return DifferentiableModel(path)
