"""Where to crop: arithmetic on boxes. One subject for all aspects; no window cuts a face, a person's own box or, where
nothing else is asked for, a product that stands alone. Where no window can hold them the answer is a reason, never a
wrong crop.

Every constraint is parallel to the axes, so the best window of a size begins or ends at an edge of a box, at an edge of
the picture, or is centered: these few places are looked at, and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import Misuse
from core.nouns.crop import MODES, Box, Crop, Holds, Mode, Subject, Window, read_aspect

HEADROOM = (0.25, 0.5, 0.25, 0.2)  # of a face's width and height: hair above, ears beside it, the chin below
MARGIN = 0.08  # of the subject's sides, around it where mode zoom has the room
STEPS = 9  # sizes looked at between the tight window and the largest one
MAIN = 0.5  # of the largest face's height: smaller faces are bystanders, which may be left out but not cut
LEAST_ZOOM = 0.25  # of the largest window's side: a point has no size of its own
TEXT_COST = 0.7  # of the largest window's side: mode keep shrinks no further to spare lettering
_HINT = "Choose an aspect nearer to the picture's, or say by hand what must stay inside."
_WORDS: dict[Holds, str] = {"own": "what you marked", "faces": "the face", "product": "the product"}


@dataclass(frozen=True)
class _Goal:
    """What a window must hold, what it should show much of, and where its middle should be."""

    holds: Holds
    must: Box
    show: Box


def solve(subject: Subject, aspect: str, mode: Mode = "keep") -> Crop:
    """The window of an aspect that keeps the subject.

    Parameters
    ----------
    subject : Subject
    aspect : str
        Such as "16:9"; see `read_aspect`.
    mode : {"keep", "zoom"}
        The largest window of that aspect, or one that is tight around the subject.

    Returns
    -------
    Crop
        Its window lies inside the picture, contains what `holds` says and cuts no face; or it has a message.

    Raises
    ------
    Misuse
        An aspect or mode that does not exist.

    Examples
    --------
    >>> portrait = Subject((800, 1200), faces=((350, 200, 450, 320),), product=(200, 150, 600, 1150))
    >>> solve(portrait, "2:1").window, solve(portrait, "2:1").holds
    ((0, 140, 800, 540), 'faces')
    >>> solve(Subject((800, 1200), product=(100, 100, 700, 1100)), "3:1").message
    'A 3:1 crop of this picture has at most 800 × 267 pixels; the product takes 600 × 1,000.'
    """
    ratio = read_aspect(aspect)
    if mode not in MODES:
        raise Misuse(f"The mode of a crop is {' or '.join(MODES)}, not {str(mode)[:40]!r}.", "Choose one of the two.")
    largest = _largest(subject.size_wh, ratio)
    goals = list(_goals(subject))
    for goal in goals:
        best: tuple[int, Window] | None = None
        for place, size in enumerate(_sizes(goal, largest, ratio, mode)):
            if best is not None and mode == "keep" and size[0] < TEXT_COST * largest[0]:
                break
            found = _place(subject, goal, size)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
            if best is not None and (best[0] == 0 or (place == 0 and not subject.text)):
                break
        if best is not None:
            return Crop(aspect, mode, best[1], goal.holds, cuts_text=best[0] > 0)
    return Crop(aspect, mode, None, message=_reason(subject, goals[-1], aspect, largest), hint=_HINT)


def poi(subject: Subject) -> Box:
    """The point of interest as one box: a person's own, else the faces, else the product, else the middle.

    Examples
    --------
    >>> poi(Subject((800, 600)))
    (400.0, 300.0, 400.0, 300.0)
    """
    if subject.own is not None:
        return subject.own
    if subject.faces:
        return _hull(main_faces(subject))
    width, height = subject.size_wh
    return subject.product or (width / 2, height / 2, width / 2, height / 2)


def main_faces(subject: Subject) -> tuple[Box, ...]:
    """The faces that must stay: at least half as high as the largest one.

    Examples
    --------
    >>> main_faces(Subject((800, 600), faces=((0, 0, 100, 100), (300, 0, 320, 20))))
    ((0, 0, 100, 100),)
    """
    highest = max((face[3] - face[1] for face in subject.faces), default=0.0)
    return tuple(face for face in subject.faces if face[3] - face[1] >= MAIN * highest)


def with_headroom(face: Box, size_wh: tuple[int, int]) -> Box:
    """A face with hair, ears and chin, inside the picture.

    Examples
    --------
    >>> with_headroom((100, 100, 200, 200), (210, 400))
    (75.0, 50.0, 210.0, 220.0)
    """
    sides = np.tile(np.array(face[2:]) - face[:2], 2) * HEADROOM * [-1, -1, 1, 1]
    left, top, right, bottom = np.clip(np.array(face) + sides, 0, [*size_wh, *size_wh]).tolist()
    return left, top, right, bottom


def _goals(subject: Subject) -> Iterator[_Goal]:
    """What to try to hold, the most first."""
    if subject.own is not None:
        yield _Goal("own", subject.own, subject.own)
    elif subject.faces:
        faces = main_faces(subject)
        heads = _hull([with_headroom(face, subject.size_wh) for face in faces])
        show = subject.product or heads
        if subject.product is not None:
            whole = _hull([heads, subject.product])
            yield _Goal("faces_product", whole, whole)
        yield _Goal("faces", heads, show)
        yield _Goal("faces", _hull(faces), subject.product or _hull(faces))
    elif subject.product is not None:
        yield _Goal("product", subject.product, subject.product)
        if subject.has_person:
            middle = tuple(np.tile(np.array(subject.product).reshape(2, 2).mean(axis=0), 2).tolist())
            yield _Goal("part", middle, subject.product)
    else:
        middle = poi(subject)
        yield _Goal("center", middle, (0, 0, *subject.size_wh))


def _largest(size_wh: tuple[int, int], ratio: float) -> tuple[int, int]:
    """Width and height of the largest window of an aspect, in whole pixels."""
    width, height = size_wh
    if width >= height * ratio:
        return max(1, min(width, round(height * ratio))), height
    return width, max(1, min(height, round(width / ratio)))


def _sizes(goal: _Goal, largest: tuple[int, int], ratio: float, mode: Mode) -> Iterator[tuple[int, int]]:
    """Sizes of windows, the one that the mode wants first."""
    sides = np.array(goal.must[2:]) - goal.must[:2]
    need = max(sides[0], sides[1] * ratio) / largest[0]
    if mode == "zoom" and goal.show != goal.must:  # a subject that does not fit whole: as much of it as possible
        mode = "keep"
    if goal.holds == "center" or need >= 1:
        shares = np.array([1.0])
    elif mode == "keep":
        shares = np.linspace(1.0, max(need, LEAST_ZOOM), STEPS)
    else:
        shares = np.linspace(min(1.0, max(need * (1 + 2 * MARGIN), LEAST_ZOOM)), 1.0, STEPS)
    for share in shares:
        yield (int(np.ceil(largest[0] * share - 1e-9)), int(np.ceil(largest[1] * share - 1e-9)))


def _place(subject: Subject, goal: _Goal, size: tuple[int, int]) -> tuple[int, Window] | None:
    """The best window of a size, and how many lines of text it cuts; None where none keeps what it must."""
    boxes = np.array([goal.must, goal.show, *subject.faces, *subject.text], np.float64).reshape(-1, 4)
    lefts, tops = (_candidates(subject.size_wh[axis] - size[axis], size[axis], boxes[:, axis::2]) for axis in (0, 1))
    corners = np.stack(np.meshgrid(lefts, tops), axis=-1).reshape(-1, 2)
    windows = np.hstack([corners, corners + size]).astype(np.float64)
    good = windows[_inside(windows, goal.must) & ~_cut(windows, subject.faces).any(axis=1)]
    if not len(good):
        return None
    cuts = _cut(good, subject.text).sum(axis=1)
    shown = np.rint(100 * _shared(good, goal.show))  # to a hundredth: closer calls are decided by the middle
    middle = (np.array(goal.must[:2]) + goal.must[2:]) / 2
    distance = np.abs((good[:, :2] + good[:, 2:]) / 2 - middle).sum(axis=1)
    best = np.lexsort((distance, -shown, cuts))[0]
    left, top, right, bottom = (int(value) for value in good[best])
    return int(cuts[best]), (left, top, right, bottom)


def _candidates(most: int, side: int, edges: np.ndarray) -> np.ndarray:
    """Where a window of a side may begin along one axis, from 0 to `most`; `edges` has shape (N, 2)."""
    low, high = np.floor(edges), np.ceil(edges)
    centered = np.rint((edges[:1].sum(axis=1) - side) / 2)
    places = np.concatenate([[0, most], centered, low.ravel(), high.ravel(), low.ravel() - side, high.ravel() - side])
    return np.unique(np.clip(places, 0, most))


def _inside(windows: np.ndarray, box: Box) -> np.ndarray:
    return np.asarray(((windows[:, :2] <= box[:2]) & (windows[:, 2:] >= box[2:])).all(axis=1))


def _cut(windows: np.ndarray, boxes: Sequence[Box]) -> np.ndarray:
    """Whether each window holds a part of each box but not all of it; shape (windows, boxes)."""
    them = np.array(boxes, np.float64).reshape(1, -1, 4)
    each = windows[:, None]
    touches = ((each[..., :2] < them[..., 2:]) & (each[..., 2:] > them[..., :2])).all(axis=-1)
    holds = ((each[..., :2] <= them[..., :2]) & (each[..., 2:] >= them[..., 2:])).all(axis=-1)
    return np.asarray(touches & ~holds)


def _shared(windows: np.ndarray, box: Box) -> np.ndarray:
    """The share of a box that each window shows."""
    sides = np.minimum(windows[:, 2:], box[2:]) - np.maximum(windows[:, :2], box[:2])
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    return np.asarray(np.maximum(sides, 0).prod(axis=1) / area)


def _hull(boxes: Sequence[Box]) -> Box:
    them = np.array(boxes, np.float64)
    left, top = them[:, :2].min(axis=0).tolist()
    right, bottom = them[:, 2:].max(axis=0).tolist()
    return left, top, right, bottom


def _reason(subject: Subject, goal: _Goal, aspect: str, largest: tuple[int, int]) -> str:
    width, height = (int(np.ceil(goal.must[axis + 2] - goal.must[axis])) for axis in (0, 1))
    if width <= largest[0] and height <= largest[1]:
        return f"Every {aspect} crop that holds {_WORDS[goal.holds]} would cut a face."
    faces = len(main_faces(subject))
    many = goal.holds == "faces" and faces > 1
    what, verb = (f"the {faces} faces", "take") if many else (_WORDS[goal.holds], "takes")
    return (f"A {aspect} crop of this picture has at most {largest[0]:,} × {largest[1]:,} pixels; "
            f"{what} {verb} {width:,} × {height:,}.")
