"""Numbers about one picture that marketplaces have rules for: background, fill, margins, border, lettering, sharpness.

NumPy and OpenCV on a copy of at most 416 pixels (sharpness: 832), about as fast as reading the file. What cannot be
measured is None or "unknown", never a guess: `core.rules.check` says so in the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

import cv2
import numpy as np

from core.images.perceptual_hash import perceptual_hash
from core.nouns.analysis import Analysis
from core.nouns.text import TextLine
from core.rules.measures.background import light, whiteness
from core.rules.measures.border import Border, find_border
from core.rules.measures.disclosure import SYNTHETIC
from core.rules.measures.overlays import find_overlays
from core.rules.measures.product_mask import Ground, box_of, find_ground, product_of
from core.rules.measures.scaling import Box, Frame, smaller, within
from core.rules.measures.sharpness import edge_width

SIDE = 416  # of the copy on which nearly everything is measured
SHARP_SIDE = 832  # of the copy on which edges are
_TOUCH = 0.004  # of the side: nearer to the edge than that touches it
Reader = Callable[[np.ndarray], tuple[TextLine, ...]]


@dataclass(frozen=True)
class FileFacts:
    """What only the file tells, not its pixels.

    Attributes
    ----------
    format : str
        "jpeg", "png", ... as `core.images.formats.sniff` names it; "" where unknown.
    bytes : int
    size_wh : tuple of int
        As stored, before turning upright.
    colors : str
        "RGB", "CMYK", "L", ...: how the file stores colors; "" where unknown.
    source_type, manifest : str
        What it says of how the picture came about; see `core.rules.measures.disclosure`.
    """

    format: str
    bytes: int
    size_wh: tuple[int, int]
    colors: str = ""
    source_type: str = ""
    manifest: str = ""


@dataclass(frozen=True)
class Measures:
    """Numbers about one picture; boxes in pixels of the upright picture; shares in [0, 1]; None is "not measurable".

    Attributes
    ----------
    width, height, longest, shortest, pixels, aspect, format, bytes, colors, source_type, manifest
        Of the picture and its file; `aspect` is width over height.
    background : {"plain", "busy"}
        "busy" where the edges have no common color: then product, fill and margins are unknown.
    background_share, background_rgb, background_spread
        Share of the frame, mean color, and standard deviation in levels.
    white_share, near_white_share
        Background pixels that are exactly 255, 255, 255, and those of at least 250 in each channel; of a busy picture
        the pixels along its edges. Not counted is paper as near to the product as JPEG blurs; where there is no other
        paper and it is white on average, 250 counts as white. Where the paper is pure white all along the frame, what
        is not white farther in is a shadow or a pale product, and is not counted either.
    product_box : tuple or None
    reach : float or None
        The larger of the box's share of the width and of the height: what "fills 85 % of the frame" can mean for a
        thin product too.
    box_share, mask_share : float or None
        Area of the product's box, and of the product itself, over the frame's.
    margins : tuple of float or None
        Left, top, right, bottom, as shares of width and height.
    touches : tuple of str
        Sides of the frame that the product touches.
    border_sides, border_insets
        Where a border was found, and its width on the left, top, right and bottom in pixels.
    text : {"found", "lettering", "none", "unknown"}
        "lettering": there is some, which may be print on the product or a sign; see `core.rules.measures.text`.
    watermark : {"found", "none", "unknown"}
    text_boxes, watermark_boxes
    text_read : tuple of str
        What each of `text_boxes` says; "" where nobody read it or it could not be read.
    edge_width : float or None
        Pixels, on a copy of at most 832 px, that an edge of the product takes from dark to light.
    edges_of : {"product", "outline", "picture", ""}
        Where the edges were taken from.
    dark_share, bright_share : float or None
        Product pixels that are black or white beyond telling.
    luma : float
        Mean brightness of the product (of everything where it is unknown), 0 to 255.
    hash : str
        See `core.images.perceptual_hash`.
    kind, top_label, faces
        From the analysis; "" and None without one.
    """

    width: int
    height: int
    format: str
    bytes: int
    colors: str
    background: str
    background_share: float
    background_rgb: tuple[float, float, float]
    background_spread: float
    white_share: float
    near_white_share: float
    product_box: Box | None
    reach: float | None
    box_share: float | None
    mask_share: float | None
    margins: tuple[float, float, float, float] | None
    touches: tuple[str, ...]
    border_sides: tuple[str, ...]
    border_insets: Box
    text: str
    text_boxes: tuple[Box, ...]
    watermark: str
    watermark_boxes: tuple[Box, ...]
    edge_width: float | None
    edges_of: str
    dark_share: float | None
    bright_share: float | None
    luma: float
    hash: str
    kind: str = ""
    top_label: str = ""
    faces: int | None = None
    text_read: tuple[str, ...] = ()
    source_type: str = ""
    manifest: str = ""

    @property
    def longest(self) -> int:
        """The longer side in pixels."""
        return max(self.width, self.height)

    @property
    def shortest(self) -> int:
        """The shorter side in pixels."""
        return min(self.width, self.height)

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def declared(self) -> str:
        """"declared" where metadata say how the picture came about, "c2pa" where only a manifest says AI, else ""."""
        return "declared" if self.source_type else "c2pa" if self.manifest in SYNTHETIC else ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return plain | {"aspect": round(self.aspect, 4)}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Measures:
        """Inverse of `to_dict`."""
        known = {item.name for item in fields(Measures)}
        return Measures(**{name: _frozen(value) for name, value in values.items() if name in known})


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


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
