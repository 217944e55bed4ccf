"""What worker processes do for this room: measure what stands in a picture, render windows, judge them again."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.analyze import tasks as analyze_tasks
from core.crops.rendering import rendered
from core.crops.subject import Measured
from core.errors import NotFound
from core.images.decode import decode, decode_smaller, read_file, read_picture
from core.nouns.analysis import Analysis
from core.nouns.crop import Rendering, Rescored, Window
from core.rules import tasks as rules_tasks
from core.settings import Settings


def measure(settings: Settings, path: str, analysis: Analysis) -> Measured:
    """What stands out from a plain background, and where lettering is; the rules' measures.

    Parameters
    ----------
    settings : Settings
        Limits, and the folder of the model that reads text.
    path : str
        The picture's file.
    analysis : Analysis
        Of the same picture.
    """
    data = read_file(Path(path), max_bytes=settings.max_bytes)
    picture = decode(data, path, max_pixels=settings.max_pixels)
    measures = rules_tasks.measure_picture(settings, data, picture, analysis)
    return Measured(measures.product_box, measures.text_boxes)


def render(settings: Settings, path: str, picture_id: str, renderings: tuple[Rendering, ...]) -> tuple[bytes, ...]:
    """Files of windows of one picture; raises NotFound when its file has changed since it was analyzed.

    A JPEG declares what the picture's file declares of how it was made.
    """
    data = read_file(Path(path), max_bytes=settings.max_bytes)
    most = min((item.scale for item in renderings), default=1.0)
    picture, smaller = decode_smaller(data, path, max_pixels=settings.max_pixels, most=most)
    if picture.picture_id != picture_id:
        raise NotFound("The picture's file has changed since it was analyzed.", "Analyze it again.")
    files = (rendered(picture.image, rendering, smaller) for rendering in renderings)
    return tuple(rules_tasks.with_declaration(data, picture, file) if rendering.format == "jpeg" else file
                 for file, rendering in zip(files, renderings, strict=True))


def rescore(settings: Settings, path: str, picture_id: str, windows: tuple[Window, ...]) -> tuple[Rescored, ...]:
    """What the model of shopping intent says of a picture and of each window of it; raises as `render`."""
    image = read_picture(Path(path), path, settings, picture_id=picture_id).image
    model = analyze_tasks.open_models(settings).intent
    whole = model.classify(image).shopping
    found = []
    for left, top, right, bottom in windows:
        crop = model.classify(np.ascontiguousarray(image[top:bottom, left:right])).shopping
        found.append(Rescored(whole.top, round(whole.score(whole.top), 4), round(crop.score(whole.top), 4), crop.top))
    return tuple(found)
