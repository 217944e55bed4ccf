"""What the lettering that was read in a picture means for a marketplace: laid over it, print or a sign, or none.

What is read decides. Wording that advertises counts as laid over the picture. Other lettering may be print on the
product or a sign in the scene, which nobody can tell from the letters alone: it is shown, not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.nouns.measures import Box
from core.nouns.text import TextLine
from core.rules.measures.wording import advertises, advertises_alone, is_mark

State = Literal["found", "unclear", "none", "unknown"]
_COVERED = 0.3  # of the smaller of two boxes; so much in common is the same lettering


@dataclass(frozen=True)
class Lettering:
    """What the lettering comes to.

    Attributes
    ----------
    state : {"found", "unclear", "none", "unknown"}
        "found": laid over the picture. "unclear": it may be print or a sign.
        "unknown": nobody looked.
    boxes : tuple of (left, top, right, bottom)
        In pixels of the image that was looked at.
    read : tuple of str
        What each box says; "" where it could not be read.
    marks : tuple of (left, top, right, bottom)
        Lines that name the owner of the picture: a watermark.
    """

    state: State
    boxes: tuple[Box, ...] = ()
    read: tuple[str, ...] = ()
    marks: tuple[Box, ...] = ()


def on_busy(lines: Sequence[TextLine]) -> Lettering:
    """Judge the lines on a picture without a plain background.

    Parameters
    ----------
    lines : sequence of TextLine

    Returns
    -------
    Lettering
    """
    marks = [line for line in lines if is_mark(line.text)]
    lines = [line for line in lines if line not in marks]
    promoting = _promoting(lines)
    shown = promoting or lines
    state: State = "found" if promoting else "unclear" if lines else "none"
    return Lettering(state, _boxes(shown), tuple(line.text for line in shown), _boxes(marks))


def on_plain(boxes: Sequence[Box], lines: Sequence[TextLine]) -> Lettering:
    """Judge lettering beside a product: all of it is laid over the picture, on the product only what advertises.

    Parameters
    ----------
    boxes : sequence of (left, top, right, bottom)
        Where lettering stands on the background, as `confirmed` left them.
    lines : sequence of TextLine
        All that were found in the picture.

    Returns
    -------
    Lettering
    """
    read = [" ".join(line.text for line in lines if line.text and _common(box, line.xyxy)) for box in boxes]
    more = [line for line in _promoting(lines) if not any(_common(box, line.xyxy) for box in boxes)]
    marks = _boxes([line for line in lines if is_mark(line.text)])
    return Lettering("found" if boxes or more else "none", (*boxes, *_boxes(more)),
                     (*read, *(line.text for line in more)), marks)


def confirmed(boxes: Sequence[Box], lines: Sequence[TextLine]) -> tuple[Box, ...]:
    """Those of the boxes where a line of lettering was found too: a row of buttons looks like one to simpler means.

    Parameters
    ----------
    boxes : sequence of (left, top, right, bottom)
    lines : sequence of TextLine
    """
    return tuple(box for box in boxes if any(_common(box, line.xyxy) for line in lines))


def _promoting(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines that advertise, each for itself or together with the next one: "50 %" over "OFF"."""
    found = [advertises(line.text) for line in lines]
    if all(promotes or advertises_alone(line.text) or not line.text
           for line, promotes in zip(lines, found, strict=True)):
        found = [bool(line.text) for line in lines]
    for row in range(len(lines) - 1):
        if not (found[row] or found[row + 1]) and lines[row].text and lines[row + 1].text \
                and advertises(f"{lines[row].text} {lines[row + 1].text}"):
            found[row] = found[row + 1] = True
    return [line for line, promotes in zip(lines, found, strict=True) if promotes]


def _common(one: Sequence[float], other: Sequence[float]) -> bool:
    across, down = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across > 0 and down > 0 and across * down >= _COVERED * smaller


def _boxes(lines: Sequence[TextLine]) -> tuple[Box, ...]:
    return tuple((round(line.xyxy[0]), round(line.xyxy[1]), round(line.xyxy[2]), round(line.xyxy[3])) for line in lines)
