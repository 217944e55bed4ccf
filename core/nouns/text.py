"""A line of text in a picture, as a reader returns it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextLine:
    """One line of text.

    Attributes
    ----------
    text : str
        As read; "" where it looks like text and could not be read.
    score : float
        How sure the reader is, in [0, 1].
    xyxy : tuple of float
        Left, top, right, bottom of the upright box around the line, in pixels of the picture that was read.
    """

    text: str
    score: float
    xyxy: tuple[float, float, float, float]
