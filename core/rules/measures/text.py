"""What the text that was read in a picture means for a marketplace: laid over the picture, unclear, or none.

The words decide. Wording that advertises counts as laid over the picture. Other text may be print on the product or a
sign in the scene; the letters alone do not tell, so it goes to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.nouns.measures import Box
from core.nouns.text import TextLine
from core.rules.measures.wording import advertises, advertises_alone, is_watermark

State = Literal["found", "unclear", "none", "unknown"]
_COVERED = 0.3  # of the smaller of two boxes; so much in common is the same text


@dataclass(frozen=True)
class PictureText:
    """The text in a picture.

    Attributes
    ----------
    state : {"found", "unclear", "none", "unknown"}
        "found": laid over the picture. "unclear": it may be print on the product or a sign. "unknown": no reader.
    boxes : tuple of (left, top, right, bottom)
        In pixels of the image that was searched.
    read : tuple of str
        What each box says; "" where it could not be read.
    watermarks : tuple of (left, top, right, bottom)
        Lines that name the owner of the picture.
    """

    state: State
    boxes: tuple[Box, ...] = ()
    read: tuple[str, ...] = ()
    watermarks: tuple[Box, ...] = ()


def text_on_busy(lines: Sequence[TextLine]) -> PictureText:
    """Weigh the lines on a picture without a plain background.

    Parameters
    ----------
    lines : sequence of TextLine
        All lines of the picture.

    Returns
    -------
    PictureText

    Examples
    --------
    >>> sign, offer = TextLine("River Street", 0.9, (0, 0, 90, 20)), TextLine("SALE", 0.9, (0, 50, 90, 70))
    >>> text_on_busy([sign]).state, text_on_busy([sign, offer]).read
    ('unclear', ('SALE',))
    """
    watermarks = [line for line in lines if is_watermark(line.text)]
    lines = [line for line in lines if line not in watermarks]
    advertising = _advertising(lines)
    evidence = advertising or lines
    state: State = "found" if advertising else "unclear" if lines else "none"
    return PictureText(state, _boxes(evidence), tuple(line.text for line in evidence), _boxes(watermarks))


def text_on_plain(boxes: Sequence[Box], lines: Sequence[TextLine]) -> PictureText:
    """Weigh text beside a product: all of it is laid over the picture; on the product only what advertises is.

    Parameters
    ----------
    boxes : sequence of (left, top, right, bottom)
        Where text stands on the background, as `confirmed_boxes` leaves them.
    lines : sequence of TextLine
        All lines of the picture.

    Returns
    -------
    PictureText
    """
    read = [" ".join(line.text for line in lines if line.text and _overlap(box, line.xyxy)) for box in boxes]
    advertising = [line for line in _advertising(lines) if not any(_overlap(box, line.xyxy) for box in boxes)]
    watermarks = _boxes([line for line in lines if is_watermark(line.text)])
    return PictureText("found" if boxes or advertising else "none", (*boxes, *_boxes(advertising)),
                       (*read, *(line.text for line in advertising)), watermarks)


def confirmed_boxes(boxes: Sequence[Box], lines: Sequence[TextLine]) -> tuple[Box, ...]:
    """The boxes that the reader confirms with a line: image processing alone takes a row of buttons for text.

    Parameters
    ----------
    boxes : sequence of (left, top, right, bottom)
    lines : sequence of TextLine
        All lines of the picture.
    """
    return tuple(box for box in boxes if any(_overlap(box, line.xyxy) for line in lines))


def _advertising(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines that advertise, each for itself or together with the next one: "50 %" over "OFF"."""
    flags = [advertises(line.text) for line in lines]
    if all(flag or advertises_alone(line.text) or not line.text for line, flag in zip(lines, flags, strict=True)):
        flags = [bool(line.text) for line in lines]
    for row in range(len(lines) - 1):
        if not (flags[row] or flags[row + 1]) and lines[row].text and lines[row + 1].text \
                and advertises(f"{lines[row].text} {lines[row + 1].text}"):
            flags[row] = flags[row + 1] = True
    return [line for line, flag in zip(lines, flags, strict=True) if flag]


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    across, down = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across > 0 and down > 0 and across * down >= _COVERED * smaller


def _boxes(lines: Sequence[TextLine]) -> tuple[Box, ...]:
    return tuple((round(line.xyxy[0]), round(line.xyxy[1]), round(line.xyxy[2]), round(line.xyxy[3])) for line in lines)
