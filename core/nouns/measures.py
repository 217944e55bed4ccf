"""What is measured of one picture and read from its file: the numbers that marketplace rules ask for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; the latter two exclusive
MADE_BY_AI = "trainedAlgorithmicMedia"
# Wholly or partly from a trained model or another generator; of the terms in IPTC NewsCodes "digitalsourcetype".
SYNTHETIC = (MADE_BY_AI, "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia")
# What earlier releases stored: names of fields, and values of `text`.
_OLDER_NAMES, _OLDER_TEXT = {"colours": "colors"}, {"lettering": "unclear"}


@dataclass(frozen=True)
class FileFacts:
    """What only the file tells, not its pixels.

    Attributes
    ----------
    format : str
        "jpeg", "png", ... as `core.images.formats.sniff` names it; "" where unknown.
    bytes : int
    size_wh : tuple of int
        As stored, before the picture is turned upright.
    colors : str
        "RGB", "CMYK", "L", ...: how the file stores colors; "" where unknown.
    source_type, manifest : str
        How the picture was made, as the file declares it; see `core.rules.measures.disclosure`.
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
        the pixels along its edges. Background as near to the product as JPEG blurs is left out; where that is all the
        background and it is white on average, 250 counts as white. Where the background is pure white all along the
        edges, what is not white farther in is a shadow or a pale product and is left out too.
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
    faint_box : tuple or None
        Around faint edges in the background, which may be parts of a product of nearly its color.
    border_sides, border_insets
        Sides with a border, and its width on the left, top, right and bottom in pixels.
    text : {"found", "unclear", "none", "unknown"}
        "found": laid over the picture. "unclear": it may be print on the product or a sign in the scene. "unknown":
        not looked for. See `core.rules.measures.text`.
    watermark : {"found", "none", "unknown"}
    text_boxes, watermark_boxes
    text_read : tuple of str
        What each of `text_boxes` says; "" where it was not or could not be read.
    edge_width : float or None
        Pixels, on a copy of at most 832 px, that an edge of the product takes from dark to light.
    edges_of : {"product", "outline", "picture", ""}
        Where the edges were taken from.
    dark_share, bright_share : float or None
        Share of the product's pixels that are clipped to black or to white.
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
    faint_box: Box | None = None

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
        """"declared" where metadata say how the picture was made, "c2pa" where only a manifest says AI, else ""."""
        return "declared" if self.source_type else "c2pa" if self.manifest in SYNTHETIC else ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; numbers rounded to 1e-4."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return plain | {"aspect": round(self.aspect, 4)}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Measures:
        """Inverse of `to_dict`; reads what earlier releases stored too."""
        current = {_OLDER_NAMES.get(name, name): _frozen(value) for name, value in values.items()}
        current["text"] = _OLDER_TEXT.get(current["text"], current["text"])
        names = {item.name for item in fields(Measures)}
        return Measures(**{name: value for name, value in current.items() if name in names})


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
