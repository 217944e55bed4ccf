"""What cropping is about: what must stay in the picture, the window that keeps it, and the file made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.errors import Misuse

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the upright picture
Window = tuple[int, int, int, int]  # the same in whole pixels; right and bottom are exclusive
Mode = Literal["keep", "zoom"]
Holds = Literal["own", "faces_product", "faces", "product", "part", "center", ""]
MODES: tuple[Mode, ...] = ("keep", "zoom")
FORMATS = ("auto", "jpeg", "webp", "avif")
MOST_ASPECT = 20.0  # width over height, or height over width
_EXAMPLES = "Write it as 16:9, 4:5 or 1.91:1."


@dataclass(frozen=True)
class Subject:
    """The point of interest of a picture: one for all crops of it.

    Attributes
    ----------
    size_wh : tuple of int
        Of the upright picture.
    faces : tuple of Box
        As detected or corrected; no crop cuts one.
    product : Box or None
        The product or the persons; None where neither is known.
    has_person : bool
        Whether the product is one or more persons, with or without goods: one who does not fit whole may be shown in
        part, a product alone may not.
    text : tuple of Box
        Lettering, whose lines are not cut where that can be avoided.
    own : Box or None
        What a person says must stay; a point is a box without sides. It wins over faces and product.
    """

    size_wh: tuple[int, int]
    faces: tuple[Box, ...] = ()
    product: Box | None = None
    text: tuple[Box, ...] = ()
    own: Box | None = None
    has_person: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; coordinates rounded to 0.1 px."""
        return {"size_wh": list(self.size_wh), "faces": [_rounded(box) for box in self.faces],
                "product": self.product and _rounded(self.product), "text": [_rounded(box) for box in self.text],
                "own": self.own and _rounded(self.own), "has_person": self.has_person}


@dataclass(frozen=True)
class Crop:
    """One window of a picture, or why there is none.

    Attributes
    ----------
    aspect : str
        What was asked for, such as "16:9".
    mode : {"keep", "zoom"}
    window : Window or None
        None where the crop would cut what it must keep.
    holds : {"own", "faces_product", "faces", "product", "part", "center", ""}
        What lies wholly inside: a person's own box, faces and product, faces only, or the product. "part": as much as
        possible of a person without a face, who does not fit whole. "center": nothing is known of the picture.
    cuts_text : bool
        Whether an edge runs through lettering, because no window of this aspect avoids it.
    message, hint : str
        Why it does not fit; "" where it does.
    """

    aspect: str
    mode: Mode
    window: Window | None
    holds: Holds = ""
    cuts_text: bool = False
    message: str = ""
    hint: str = ""

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height of the window; (0, 0) without one."""
        left, top, right, bottom = self.window or (0, 0, 0, 0)
        return right - left, bottom - top

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "window": self.window and list(self.window), "size_wh": list(self.size_wh)}


@dataclass(frozen=True)
class Rendering:
    """A file to be made of a window.

    Attributes
    ----------
    window : Window
    size_wh : tuple of int
        Of the file; never larger than the window.
    format : {"jpeg", "webp", "avif"}
    quality : int
        1 to 100.
    """

    window: Window
    size_wh: tuple[int, int]
    format: str = "jpeg"
    quality: int = 82

    @property
    def scale(self) -> float:
        """By how much the file is smaller than its window."""
        left, top, right, bottom = self.window
        return min((right - left) / self.size_wh[0], (bottom - top) / self.size_wh[1])


@dataclass(frozen=True)
class Rescored:
    """What the model of shopping intent says of a picture and of its crop.

    Attributes
    ----------
    label : str
        The picture's top label.
    before, after : float
        Its probability in the picture and in the crop, in [0, 1].
    label_after : str
        The crop's top label.
    """

    label: str
    before: float
    after: float
    label_after: str

    @property
    def kept(self) -> bool:
        """Whether the crop has the picture's label: it is intent-preserving."""
        return self.label == self.label_after

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "kept": self.kept}


def read_aspect(text: str) -> float:
    """Width over height of an aspect such as "16:9"; raises Misuse.

    Examples
    --------
    >>> read_aspect("4:5"), round(read_aspect("1.91:1"), 2), read_aspect("1.5")
    (0.8, 1.91, 1.5)
    """
    first, colon, second = text.strip().partition(":")
    try:
        aspect = float(first) / (float(second) if colon else 1.0)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise Misuse(f"An aspect is width:height, not {text[:40]!r}.", _EXAMPLES) from None
    if not 1 / MOST_ASPECT <= aspect <= MOST_ASPECT:
        raise Misuse(f"An aspect lies between 1:{MOST_ASPECT:g} and {MOST_ASPECT:g}:1, {text[:40]!r} does not.",
                     _EXAMPLES)
    return aspect


def _rounded(box: Box) -> list[float]:
    return [round(float(value), 1) for value in box]
