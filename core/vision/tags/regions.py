"""Where in a photo its several products are: parts of each person, bags and the like, goods that stand by themselves.

A person is 7.5 heads high. Where the face is known, its height is the measure: the parts follow from the chin
downwards, and what the photo cuts off gives none. Without a face only a box as slim as a whole person is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.nouns.detections import Detections
from core.nouns.fact import Fact

Box = tuple[float, float, float, float]

# Tags that can be shown in each part, with all below them.
FITS = {
    "head": ("headwear", "eyewear"),
    "upper": ("topwear", "outerwear", "dresses and suits", "traditional clothing"),
    "lower": ("bottomwear",),
    "feet": ("shoes",),
    "whole": ("dresses and suits", "traditional clothing"),
    "bag": ("bags", "wallets"),
    "tie": ("tie",),
    "umbrella": ("umbrella",),
}
# Where the place itself tells what is there, the odds of what fits are so many times those that the pixels alone give:
# shoes are at the feet of 96 of 100 persons, and in some ten of 100 photos of all goods. Chosen on photos that teach.
ODDS = {"feet": 100.0, "bag": 100.0, "tie": 100.0, "umbrella": 100.0}
OF_OBJECT = {"backpack": "bag", "handbag": "bag", "suitcase": "bag", "tie": "tie", "umbrella": "umbrella"}
HEADS, HEAD_OF_FACE = 7.5, 1.35  # heads of a body; a head by a detector's face box, hair included
SLIM = 2.2  # height by width of a whole person
GOODS, BESIDE = "goods", "beside"  # by themselves; the same in a photo with persons, whose clothes are no loose goods
CLOTHES = frozenset(tag for part in ("upper", "lower", "feet", "whole") for tag in FITS[part])
NOT_FOR_SALE = frozenset((  # of the classes of the stage "objects"
    "person", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "airplane", "bus",
    "train", "truck", "car", "boat", "traffic_light", "fire_hydrant", "stop_sign", "parking_meter"))
LEAST_SIDE = 24  # pixels of a place that is looked at
MINE = 0.5  # of the smaller box inside the other, from which on goods are part of it
FILLS, WHOLE = 0.4, 0.6  # of the photo's area: one thing that is the photo, where it is the only one; always
EDGE = 0.01  # of the photo's side: nearer to it, a box is cut off there


@dataclass(frozen=True)
class Region:
    """A part of a photo that shows one product.

    Attributes
    ----------
    part : str
        A key of `FITS`; `GOODS` for what stands by itself and may be anything; `BESIDE` persons: no clothes.
    xyxy : tuple of float
        In pixels of the photo, inside it.
    """

    part: str
    xyxy: Box


def of_persons(persons: Detections, faces: Detections, size_wh: tuple[int, int]) -> list[Region]:
    """The parts of each person where clothes are worn.

    Parameters
    ----------
    persons, faces : Detections
        In pixels of the photo.
    size_wh : tuple of int
        Of the photo.
    """
    return [Region(part, inside(box, size_wh)) for person in persons.xyxy.tolist()
            for part, box in _parts(person, _face_of(person, faces.xyxy), size_wh).items()
            if min(box[2] - box[0], box[3] - box[1]) >= LEAST_SIDE]


def of_goods(objects: Sequence[Fact], products: Detections, worn: Sequence[Region], size_wh: tuple[int, int]
             ) -> list[Region]:
    """Bags and the like, and goods that stand by themselves; none where one thing alone fills the photo.

    Parameters
    ----------
    objects : sequence of Fact
        Everyday things with their boxes, of the stage "objects".
    products : Detections
        Things for sale of no particular class.
    worn : sequence of Region
        From `of_persons`: what lies on a person is worn, or carried, and not loose.
    size_wh : tuple of int
        Of the photo.
    """
    loose = BESIDE if worn else GOODS
    found = [Region(OF_OBJECT.get(fact.value, loose), fact.xyxy) for fact in objects
             if fact.xyxy and fact.value not in NOT_FOR_SALE]
    taken = [region.xyxy for region in (*(one for one in worn if one.part == "whole"), *found)]
    found += [Region(loose, (box[0], box[1], box[2], box[3])) for box in products.xyxy.tolist()
              if all(share_inside(box, other) < MINE for other in taken)]
    photo = size_wh[0] * size_wh[1]
    found = [region for region in found if area(region.xyxy) <= WHOLE * photo]
    alone = not worn and len(found) == 1 and area(found[0].xyxy) > FILLS * photo
    return [] if alone else [region for region in found if min(region.xyxy[2] - region.xyxy[0],
                                                               region.xyxy[3] - region.xyxy[1]) >= LEAST_SIDE]


def area(box: Sequence[float]) -> float:
    """Of a box, in square pixels."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def share_inside(one: Sequence[float], other: Sequence[float]) -> float:
    """How much of the smaller of two boxes lies in the other, in [0, 1].

    Examples
    --------
    >>> share_inside((0, 0, 10, 10), (0, 5, 40, 40))
    0.5
    """
    common = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    return area(common) / max(min(area(one), area(other)), 1e-9)


def _parts(person: list[float], face: list[float] | None, size_wh: tuple[int, int]) -> dict[str, Box]:
    left, top, right, bottom = person
    height, is_cut = bottom - top, bottom >= size_wh[1] * (1 - EDGE)
    if face is not None:
        head = HEAD_OF_FACE * (face[3] - face[1])
        start, middle = face[3] - head, (face[0] + face[2]) / 2
    elif height >= SLIM * (right - left) and top > size_wh[1] * EDGE and not is_cut:
        head, start, middle = height / HEADS, top, (left + right) / 2
    else:
        return {"whole": (left, top, right, bottom)}
    heads = (bottom - start) / head
    parts = {"whole": (left, top, right, bottom),
             "head": (middle - head, start - 0.4 * head, middle + head, start + 1.1 * head)}
    if heads >= 3:
        parts["upper"] = (left, start + 0.9 * head, right, min(bottom, start + 4.2 * head))
    if heads >= 5.5:
        parts["lower"] = (left, start + 3 * head, right, min(bottom, start + 7 * head))
    if heads >= 6 and not is_cut:
        parts["feet"] = (left, bottom - 1.3 * head, right, bottom)
    return parts


def _face_of(person: list[float], faces: np.ndarray) -> list[float] | None:
    """The largest face in the upper half of a person's box."""
    left, top, right, bottom = person
    own = [face for face in faces.tolist() if left <= (face[0] + face[2]) / 2 <= right
           and top <= (face[1] + face[3]) / 2 <= (top + bottom) / 2]
    return max(own, key=lambda face: face[3] - face[1], default=None)


def inside(box: Box, size_wh: tuple[int, int], margin: float = 0.0) -> Box:
    """A box with a margin, as a share of its sides, cut to the photo.

    Examples
    --------
    >>> inside((10, 10, 110, 60), (100, 100), 0.1)
    (0, 5.0, 100, 65.0)
    """
    left, top, right, bottom = box
    wide, high = margin * (right - left), margin * (bottom - top)
    return (max(0, left - wide), max(0, top - high), min(size_wh[0], right + wide), min(size_wh[1], bottom + high))
