"""What worker processes do for this room: explain one file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from core.errors import NotFound
from core.explain.gradcam import Explainer
from core.images import draw
from core.images.decode import read_picture
from core.models import store
from core.settings import Settings

OVERLAY_SIDE = 1280


def explain(settings: Settings, path: str, label: str, options: dict[str, Any]) -> dict[str, Any]:
    """Grad-CAM of one file: the numbers and the overlay as JPEG of at most 1280 px, or as PNG.

    The full map of a large picture is heavy to hand over, so it travels only where `options` ask for it.
    """
    picture = read_picture(Path(path), path, settings)
    if options["picture_id"] not in ("", picture.picture_id):
        raise NotFound("The picture's file has changed since it was analyzed.", "Analyze it again.")
    explainer = _opened(store.entry(settings.models_dir, "intent", settings.intent_model).path)
    saliency = explainer.explain(picture.image, label)
    png = options["file_format"] == "png"
    shown = picture.image if png else draw.reduced(picture.image, side=OVERLAY_SIDE)
    overlay = draw.overlay(shown, saliency, opacity=options["opacity"])
    return {
        "label": label, "score": saliency.score, "has_evidence": saliency.has_evidence,
        "method": saliency.method, "layer": saliency.layer, "coarse": saliency.coarse,
        "map": saliency.map if options["with_map"] else None,
        "overlay": draw.png(overlay) if png else draw.preview_jpeg(overlay, side=OVERLAY_SIDE),
    }


@lru_cache(maxsize=1)
def _opened(path: Path) -> Explainer:
    return Explainer(path)
