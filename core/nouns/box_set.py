"""The boxes of all faces, or of all persons, of one picture: what a person says that a detector should have found."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.errors import Misuse
from core.nouns.detections import Detections

Box = tuple[float, float, float, float]

MOST_BOXES = 300  # of one picture: the most that the person detector gives
LEAST_SIDE = 1.0  # of a box, in pixels: less is a click, no box
MOST_LETTERS = 20_000  # of a set as text
DIGITS = 1  # after the point
_FORM = '{"size_wh": [640, 480], "xyxy": [[10, 20, 110, 220]]}'


@dataclass(frozen=True, order=True)
class BoxSet:
    """All boxes of one label in one picture; none where there is nothing.

    Attributes
    ----------
    size_wh : tuple of int
        Of the upright picture, in pixels.
    xyxy : tuple of (float, float, float, float)
        Left, top, right, bottom in pixels of the upright picture, origin top left, rounded to 0.1; from left to right.
        Each lies inside the picture, at least one pixel wide and high.

    Examples
    --------
    >>> boxes = BoxSet.made((640, 480), [(300, 20, 400, 220), (10.04, 20, 110, 220)])
    >>> boxes.to_text()
    '{"size_wh": [640, 480], "xyxy": [[10.0, 20.0, 110.0, 220.0], [300.0, 20.0, 400.0, 220.0]]}'
    >>> BoxSet.from_text(boxes.to_text()) == boxes
    True
    """

    size_wh: tuple[int, int]
    xyxy: tuple[Box, ...] = ()

    def __len__(self) -> int:
        return len(self.xyxy)

    @staticmethod
    def made(size_wh: tuple[int, int], xyxy: Iterable[Any]) -> BoxSet:
        """Check and round boxes; of equal ones one stays.

        Raises
        ------
        Misuse
            A box that is no box, lies outside the picture or is too small; or more than 300.
        """
        boxes = tuple(sorted({_checked(box, size_wh) for box in xyxy}))
        if len(boxes) > MOST_BOXES:
            raise Misuse(f"A picture has at most {MOST_BOXES} boxes of a kind, not {len(boxes):,}.", "Delete some.")
        return BoxSet(size_wh, boxes)

    @staticmethod
    def of(detections: Detections, size_wh: tuple[int, int]) -> BoxSet:
        """What a detector found in a picture, without what is hardly a pixel wide or high."""
        boxes = detections.xyxy.clip(0, [*size_wh, *size_wh]).tolist()
        return BoxSet.made(size_wh, [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) > 1.1 * LEAST_SIDE])

    @staticmethod
    def from_text(text: str) -> BoxSet:
        """Inverse of `to_text`; raises Misuse where the text is no set of boxes."""
        try:
            values = json.loads(text) if len(text) <= MOST_LETTERS else None
        except (ValueError, RecursionError):
            values = None
        if not (isinstance(values, dict) and isinstance(values.get("xyxy"), list) and _is_size(values.get("size_wh"))):
            raise Misuse(f"Boxes are JSON such as {_FORM}, not {text[:40]!r}.",
                         "Write the size of the upright picture and left, top, right, bottom of each box, in pixels.")
        return BoxSet.made((values["size_wh"][0], values["size_wh"][1]), values["xyxy"])

    def to_text(self) -> str:
        """The set as JSON, the same for the same boxes."""
        return json.dumps({"size_wh": self.size_wh, "xyxy": self.xyxy})

    def changed(self, was: Any = None, now: Any = None) -> BoxSet:
        """The set without the box `was` and with the box `now`; each may be missing.

        Raises
        ------
        Misuse
            `was` is not in the set, or `now` is no box of this picture.
        """
        rest = set(self.xyxy)
        if was is not None:
            gone = _checked(was, self.size_wh)
            if gone not in rest:
                raise Misuse("This box is not there any more.", "Look at the boxes as they are now.")
            rest.remove(gone)
        return BoxSet.made(self.size_wh, [*rest, *([] if now is None else [now])])


def _is_size(value: Any) -> bool:
    return (isinstance(value, list) and len(value) == 2
            and all(isinstance(side, int) and not isinstance(side, bool) and side > 0 for side in value))


def _checked(box: Any, size_wh: tuple[int, int]) -> Box:
    try:
        left, top, right, bottom = (round(float(value), DIGITS) for value in box)
        is_finite = all(map(math.isfinite, (left, top, right, bottom)))
    except (TypeError, ValueError, OverflowError):
        is_finite = False
    if not is_finite:
        raise Misuse(f"A box is four numbers: left, top, right, bottom in pixels, not {str(box)[:60]}.", "Correct it.")
    words = f"{left:g}, {top:g}, {right:g}, {bottom:g}"
    if left < 0 or top < 0 or right > size_wh[0] or bottom > size_wh[1]:
        raise Misuse(f"The box {words} lies outside the picture of {size_wh[0]:,} × {size_wh[1]:,} pixels.",
                     "Left and top are at least 0, right and bottom at most its size.")
    if min(round(right - left, DIGITS), round(bottom - top, DIGITS)) < LEAST_SIDE:
        raise Misuse(f"The box {words} is less than a pixel wide or high.",
                     "Its right is larger than its left, its bottom larger than its top.")
    return left, top, right, bottom
