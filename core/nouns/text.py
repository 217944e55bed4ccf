"""The noun of reading: a line of text in a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextLine:
    """One line of text in a picture.

    Attributes
    ----------
    text : str
        The words; "" for a line that is visible but illegible.
    score : float
        The reader's confidence, in [0, 1].
    xyxy : tuple of float
        Left, top, right, bottom of the upright box around the line, in pixels of the picture.
    """

    text: str
    score: float
    xyxy: tuple[float, float, float, float]
