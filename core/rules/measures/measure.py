"""Numbers about one picture that marketplaces have rules for: background, fill, margins, border, lettering, sharpness.

NumPy and OpenCV on a copy of at most 416 pixels (sharpness: 832), about as fast as reading the file. What cannot be
measured is None or "unknown", never a guess: `core.rules.check` says so in the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from core.images.perceptual_hash import perceptual_hash
from core.nouns.analysis import Analysis
from core.nouns.measures import FileFacts, Measures
from core.nouns.text import TextLine
from core.rules.measures.background import light, whiteness
from core.rules.measures.border import Border, find_border
from core.rules.measures.overlays import find_overlays
from core.rules.measures.product_mask import Ground, box_of, find_ground, product_of
from core.rules.measures.scaling import Frame, smaller, within
from core.rules.measures.sharpness import edge_width

SIDE = 416  # of the copy on which nearly everything is measured
SHARP_SIDE = 832  # of the copy on which edges are
_TOUCH = 0.004  # of the side: nearer to the edge than that touches it
Reader = Callable[[np.ndarray], tuple[TextLine, ...]]


def measure(image: np.ndarray, facts: FileFacts, analysis: Analysis | None = None, read: Reader | None = None
            ) -> Measures:
    """Measure one picture.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB, upright, as `core.images.decode` gives it.
    facts : FileFacts
        Of the file that it came from.
    analysis : Analysis, optional
        Of the same picture: who is in it, and what it is.
    read : callable, optional
        Finds and reads lettering, as `core.vision.text.reader.TextReader.read`; asked on busy pictures, and where
        lettering seems to stand beside the product. Without it lettering on busy pictures is unknown.

    Returns
    -------
    Measures
    """
    height, width = image.shape[:2]
    middle, size_wh = smaller(image, within(width, height, SHARP_SIDE)), within(width, height, SIDE)
    small = smaller(middle, size_wh)
    exact = image if size_wh == (width, height) else cv2.resize(image, size_wh, interpolation=cv2.INTER_NEAREST)
    border = find_border(small)
    inner = _inside(border, size_wh)
    small, exact = small[inner], exact[inner]
    offset = (border.insets[0], border.insets[1]) if border.sides else (0, 0)
    frame = Frame((width / size_wh[0], height / size_wh[1]), offset, (width, height))
    ground = find_ground(small)
    lines = None if read is None else lambda: frame.lines(read(middle), middle.shape[1])
    overlays = find_overlays(small, ground, lines)
    product = product_of(ground, overlays.mask)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    found = {
        **whiteness(small, exact, ground, frame.scale_xy[0]),
        **_product(product, ground, frame),
        **light(small, gray, product),
        **_sharpness(middle, product if ground.plain else None, frame),
        "border_sides": border.sides,
        "border_insets": tuple(round(inset * frame.scale_xy[side % 2]) for side, inset in enumerate(border.insets)),
        "text": overlays.text, "text_boxes": tuple(frame.box(box) for box in overlays.text_boxes),
        "text_read": overlays.text_read,
        "watermark": overlays.watermark, "watermark_boxes": tuple(frame.box(box) for box in overlays.watermark_boxes),
        "hash": perceptual_hash(gray), "source_type": facts.source_type, "manifest": facts.manifest,
    }
    if analysis is not None:
        found |= {"kind": analysis.kind, "top_label": analysis.intent.shopping.top, "faces": len(analysis.faces)}
    return Measures(width=width, height=height, format=facts.format, bytes=facts.bytes, colors=facts.colors, **found)


def _inside(border: Border, size_wh: tuple[int, int]) -> tuple[slice, slice]:
    left, top, right, bottom = border.insets
    return slice(top, size_wh[1] - bottom), slice(left, size_wh[0] - right)


def _product(product: np.ndarray, ground: Ground, frame: Frame) -> dict[str, Any]:
    box = box_of(product)
    if box is None:
        return {"product_box": None, "reach": None, "box_share": None, "mask_share": 0.0 if ground.plain else None,
                "margins": None, "touches": ()}
    left, top, right, bottom = frame.box(box)
    width, height = frame.size_wh
    margins = (left / width, top / height, 1 - right / width, 1 - bottom / height)
    across, down = (right - left) / width, (bottom - top) / height
    area = float(product.sum()) * frame.scale_xy[0] * frame.scale_xy[1] / (width * height)
    touches = tuple(side for side, margin in zip(("left", "top", "right", "bottom"), margins, strict=True)
                    if margin <= _TOUCH)
    return {"product_box": (left, top, right, bottom), "reach": max(across, down), "box_share": across * down,
            "mask_share": min(1.0, area), "margins": margins, "touches": touches}


def _sharpness(image: np.ndarray, product: np.ndarray | None, frame: Frame) -> dict[str, Any]:
    """Edges inside the product first; its outline second, because a cut-out has a sharp one however blurred it is."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = image.shape[1] / frame.size_wh[0]
    if product is None:
        width = edge_width(gray)
        return {"edge_width": width, "edges_of": "" if width is None else "picture"}
    box = box_of(product)
    if box is None:
        return {"edge_width": None, "edges_of": ""}
    left, top, right, bottom = (round(value * scale) for value in frame.box(box))
    crop = gray[top:max(bottom, top + 1), left:max(right, left + 1)]
    if not crop.size:
        return {"edge_width": None, "edges_of": ""}
    inside = product[box[1]:box[3], box[0]:box[2]].astype(np.uint8)
    mask = cv2.resize(inside, (crop.shape[1], crop.shape[0]), interpolation=cv2.INTER_NEAREST)
    core = cv2.erode(mask, np.ones((19, 19), np.uint8), borderValue=0) > 0
    for where, name in ((core, "product"), (cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0, "outline")):
        width = edge_width(crop, where)
        if width is not None:
            return {"edge_width": width, "edges_of": name}
    return {"edge_width": None, "edges_of": ""}
