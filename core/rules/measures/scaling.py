"""A smaller copy of a picture to measure on, and the way back to the picture's own pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.nouns.measures import Box
from core.nouns.text import TextLine


@dataclass(frozen=True)
class Scaling:
    """Between pixels of a reduced copy without its border and pixels of the picture.

    Attributes
    ----------
    scale_xy : tuple of float
        Pixels of the picture for each pixel of the copy.
    offset_xy : tuple of int
        Width of the border on the left and at the top, in pixels of the copy.
    size_wh : tuple of int
        Of the picture.
    """

    scale_xy: tuple[float, float]
    offset_xy: tuple[int, int]
    size_wh: tuple[int, int]

    def box_in_picture(self, box: Box) -> Box:
        """A box of the copy in pixels of the picture, inside it.

        Examples
        --------
        >>> Scaling((4.0, 4.0), (10, 5), (1600, 1200)).box_in_picture((40, 25, 90, 35))
        (200, 120, 400, 160)
        """
        x, y = self.offset_xy
        left, top = round((box[0] + x) * self.scale_xy[0]), round((box[1] + y) * self.scale_xy[1])
        right, bottom = round((box[2] + x) * self.scale_xy[0]), round((box[3] + y) * self.scale_xy[1])
        return max(0, left), max(0, top), min(right, self.size_wh[0]), min(bottom, self.size_wh[1])

    def lines_in_copy(self, lines: Iterable[TextLine], width: int) -> list[TextLine]:
        """Lines read on a copy of the whole picture that is `width` pixels wide, in pixels of this copy."""
        (x, y), scale = self.offset_xy, self.size_wh[0] / self.scale_xy[0] / width
        return [replace(line, xyxy=(line.xyxy[0] * scale - x, line.xyxy[1] * scale - y,
                                    line.xyxy[2] * scale - x, line.xyxy[3] * scale - y)) for line in lines]
