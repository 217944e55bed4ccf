"""Measure one picture for marketplace rules: background, fill, margins, border, text, sharpness.

NumPy and OpenCV on a copy of at most 416 pixels (sharpness: 832), about as fast as reading the file. A measure without
a value is None or "unknown", never a guess; its verdicts are then "cannot tell".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from core.images.perceptual_hash import perceptual_hash
from core.images.scaling import quick_downscale, size_within
from core.images.sharpness import edge_width
from core.nouns.analysis import Analysis
from core.nouns.measures import FileFacts, Measures
from core.nouns.text import TextLine
from core.rules.measures.background import light, whiteness
from core.rules.measures.border import SIDES, Border, find_border, with_edge_lines
from core.rules.measures.faint import faint_box
from core.rules.measures.overlays import Overlays, find_overlays
from core.rules.measures.product_mask import Background, bounding_box, find_background, product_mask
from core.rules.measures.scaling import Scaling

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
        Finds and reads text, as `core.vision.text.reader.TextReader.read`; called on busy pictures, and where text
        seems to stand beside the product. Without it the text of busy pictures is unknown.

    Returns
    -------
    Measures

    Examples
    --------
    >>> image = np.full((500, 400, 3), 255, np.uint8)
    >>> image[100:400, 100:300] = 90
    >>> measures = measure(image, FileFacts("png", 2000, (400, 500)))
    >>> measures.white_share, measures.product_box, round(measures.reach, 2)
    (1.0, (100, 100, 300, 400), 0.6)
    """
    height, width = image.shape[:2]
    middle, size_wh = quick_downscale(image, size_within(width, height, SHARP_SIDE)), size_within(width, height, SIDE)
    small = quick_downscale(middle, size_wh)
    exact = image if size_wh == (width, height) else cv2.resize(image, size_wh, interpolation=cv2.INTER_NEAREST)
    scale_xy = (width / size_wh[0], height / size_wh[1])
    border = with_edge_lines(find_border(small), image, scale_xy)
    small, exact = (copy[_inside(border, size_wh)] for copy in (small, exact))
    scaling = Scaling(scale_xy, border.insets[:2], (width, height))
    background = find_background(small)
    lines = None if read is None else lambda: scaling.lines_in_copy(read(middle), middle.shape[1])
    overlays = find_overlays(small, background, lines)
    product = product_mask(background, overlays.mask)
    faint = faint_box(small, background, product | overlays.mask, scale_xy[0])
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    values = {
        **whiteness(small, exact, background, scaling.scale_xy[0]), **_product(product, background, scaling),
        **light(small, gray, product), **_sharpness(middle, product if background.plain else None, scaling),
        **_border(border, scaling), **_overlays(overlays, scaling), **_analysis(analysis),
        "faint_box": faint and scaling.box_in_picture(faint),
    }
    return Measures(width=width, height=height, format=facts.format, bytes=facts.bytes, colors=facts.colors,
                    source_type=facts.source_type, manifest=facts.manifest, hash=perceptual_hash(gray), **values)


def _border(border: Border, scaling: Scaling) -> dict[str, Any]:
    return {"border_sides": border.sides,
            "border_insets": tuple(round(inset * scaling.scale_xy[side % 2])
                                   for side, inset in enumerate(border.insets))}


def _overlays(overlays: Overlays, scaling: Scaling) -> dict[str, Any]:
    return {"text": overlays.text, "text_boxes": tuple(map(scaling.box_in_picture, overlays.text_boxes)),
            "text_read": overlays.text_read, "watermark": overlays.watermark,
            "watermark_boxes": tuple(map(scaling.box_in_picture, overlays.watermark_boxes))}


def _analysis(analysis: Analysis | None) -> dict[str, Any]:
    return {} if analysis is None else {"kind": analysis.kind, "top_label": analysis.intent.shopping.top,
                                        "faces": len(analysis.faces)}


def _inside(border: Border, size_wh: tuple[int, int]) -> tuple[slice, slice]:
    left, top, right, bottom = border.insets
    return slice(top, size_wh[1] - bottom), slice(left, size_wh[0] - right)


def _product(product: np.ndarray, background: Background, scaling: Scaling) -> dict[str, Any]:
    box = bounding_box(product)
    if box is None:
        return {"product_box": None, "reach": None, "box_share": None,
                "mask_share": 0.0 if background.plain else None, "margins": None, "touches": ()}
    left, top, right, bottom = scaling.box_in_picture(box)
    width, height = scaling.size_wh
    margins = (left / width, top / height, 1 - right / width, 1 - bottom / height)
    across, down = (right - left) / width, (bottom - top) / height
    area = float(product.sum()) * scaling.scale_xy[0] * scaling.scale_xy[1] / (width * height)
    touches = tuple(side for side, margin in zip(SIDES, margins, strict=True)
                    if margin <= _TOUCH)
    return {"product_box": (left, top, right, bottom), "reach": max(across, down), "box_share": across * down,
            "mask_share": min(1.0, area), "margins": margins, "touches": touches}


def _sharpness(image: np.ndarray, product: np.ndarray | None, scaling: Scaling) -> dict[str, Any]:
    """Edges inside the product first; its outline second, because a cut-out has a sharp one however blurred it is."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = image.shape[1] / scaling.size_wh[0]
    if product is None:
        width = edge_width(gray)
        return {"edge_width": width, "edges_of": "" if width is None else "picture"}
    box = bounding_box(product)
    if box is None:
        return {"edge_width": None, "edges_of": ""}
    left, top, right, bottom = (round(value * scale) for value in scaling.box_in_picture(box))
    crop = gray[top:max(bottom, top + 1), left:max(right, left + 1)]
    if not crop.size:
        return {"edge_width": None, "edges_of": ""}
    inside = product[box[1]:box[3], box[0]:box[2]].astype(np.uint8)
    mask = cv2.resize(inside, (crop.shape[1], crop.shape[0]), interpolation=cv2.INTER_NEAREST)
    interior = cv2.erode(mask, np.ones((19, 19), np.uint8), borderValue=0) > 0
    for where, name in ((interior, "product"), (cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0, "outline")):
        width = edge_width(crop, where)
        if width is not None:
            return {"edge_width": width, "edges_of": name}
    return {"edge_width": None, "edges_of": ""}
