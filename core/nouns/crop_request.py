"""What somebody asks a crop for: aspect, size, format; and templates, which are such requests with a name."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from core.nouns.crop import Box, Crop, Mode, Window, read_aspect

QUALITY = 82
BREAKPOINTS = (1024, 760, 580, 320)  # of the layouts in the document that this room began with


@dataclass(frozen=True)
class CropRequest:
    """What a crop is to be.

    Attributes
    ----------
    aspect : str
        Such as "16:9"; "" for that of width and height where both are given, else the picture's own.
    width, height : int
        Of the file in CSS pixels; 0 for what the aspect gives. With both and an aspect the file fits into them.
    dpr : float
        Device pixels for one CSS pixel, 1 to 4.
    mode : {"keep", "zoom"}
    format : {"auto", "jpeg", "webp", "avif"}
        "auto" is the best that the browser accepts.
    quality : int
        1 to 100.
    poi : Box or None
        A point of interest as shares of width and height, in [0, 1]: it wins over all that is known of the picture.
    """

    aspect: str = ""
    width: int = 0
    height: int = 0
    dpr: float = 1.0
    mode: Mode = "keep"
    format: str = "auto"
    quality: int = QUALITY
    poi: Box | None = None

    def aspect_for(self, size_wh: tuple[int, int]) -> str:
        """The aspect of the crop of a picture."""
        if self.aspect:
            return self.aspect
        return f"{self.width}:{self.height}" if self.width and self.height else f"{size_wh[0]}:{size_wh[1]}"

    def file_wh(self, crop: Crop) -> tuple[int, int]:
        """Width and height of the file of a window: what was asked for, or less where the window is smaller.

        Examples
        --------
        >>> crop = Crop("1:1", "keep", (0, 0, 600, 600), "center")
        >>> CropRequest(width=500).file_wh(crop), CropRequest(width=500, dpr=2).file_wh(crop)
        ((500, 500), (600, 600))
        >>> CropRequest(width=300, height=200).file_wh(Crop("300:200", "keep", (0, 0, 900, 601), "center"))
        (300, 200)
        """
        width, height = crop.size_wh
        scales = [side * self.dpr / whole for side, whole in ((self.width, width), (self.height, height)) if side]
        if self.width and self.height and not self.aspect and max(scales) <= 1:
            return round(self.width * self.dpr), round(self.height * self.dpr)
        scale = min([1.0, *scales])
        return max(1, round(width * scale)), max(1, round(height * scale))


@dataclass(frozen=True)
class CropTemplate:
    """A request with a name, in versions.

    Attributes
    ----------
    name : str
        Letters, digits, "_" and "-", at most 40.
    request : CropRequest
    widths : tuple of int
        CSS widths of the files that a page offers its visitors, the largest first.
    version : int
        From 1; 0 for a preset that comes with the product.
    author, created : str
        Who saved this version, and when (ISO 8601, UTC); "" for a preset.
    note : str
        What it is for.
    """

    name: str
    request: CropRequest
    widths: tuple[int, ...] = BREAKPOINTS
    version: int = 0
    author: str = ""
    created: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> CropTemplate:
        """Inverse of `to_dict`."""
        request = values["request"]
        poi = request["poi"]
        return CropTemplate(**{**values, "widths": tuple(values["widths"]),
                               "request": CropRequest(**{**request, "poi": tuple(poi) if poi else None})})

    def same_as(self, other: CropTemplate) -> bool:
        """Whether another version asks for the same."""
        return replace(self, version=0, author="", created="") == replace(other, version=0, author="", created="")


@dataclass(frozen=True)
class TemplateChange:
    """What another template does to one picture.

    Attributes
    ----------
    picture_id : str
    before, after : Crop
    overlap : float
        Area that both windows share over the area that either covers, in [0, 1]; 1 where neither fits.
    """

    picture_id: str
    before: Crop
    after: Crop

    @property
    def overlap(self) -> float:
        """See the class."""
        return overlap(self.before.window, self.after.window)


def overlap(first: Window | None, second: Window | None) -> float:
    """Area that two windows share over the area that either covers.

    Examples
    --------
    >>> overlap((0, 0, 10, 10), (0, 0, 10, 5)), overlap(None, None), overlap(None, (0, 0, 1, 1))
    (0.5, 1.0, 0.0)
    """
    if first is None or second is None:
        return float(first is second)
    sides = [min(first[axis + 2], second[axis + 2]) - max(first[axis], second[axis]) for axis in (0, 1)]
    shared = max(0, sides[0]) * max(0, sides[1])
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return shared / (sum(areas) - shared)


def check_aspect(text: str) -> str:
    """An aspect as it is written, without spaces; "" stays; raises Misuse."""
    text = text.replace(" ", "")
    if text:
        read_aspect(text)
    return text
