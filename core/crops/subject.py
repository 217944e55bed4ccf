"""The subject of a picture: from what the models found, what people corrected, and what was measured of its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.nouns.analysis import Analysis
from core.nouns.crop import Box, Subject

MAIN_PERSON = 0.25  # of the largest person's area: smaller ones are bystanders


@dataclass(frozen=True)
class Measured:
    """What pixels tell of a picture's subject.

    Attributes
    ----------
    product : Box or None
        What stands out from a plain background; None on a busy one.
    text : tuple of Box
        Lettering.
    """

    product: Box | None = None
    text: tuple[Box, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"product": self.product and list(self.product), "text": [list(box) for box in self.text]}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Measured:
        """Inverse of `to_dict`."""
        product = values["product"]
        return Measured(_box(product) if product else None, tuple(map(_box, values["text"])))


def subject_of(analysis: Analysis, measured: Measured, own: Box | None = None) -> Subject:
    """The subject of a picture.

    Parameters
    ----------
    analysis : Analysis
        Its faces and persons, with people's corrections.
    measured : Measured
    own : Box, optional
        In pixels: what a person says must stay.

    Returns
    -------
    Subject
        Its product is everything that stands out from a plain background together with the main persons.
    """
    persons = np.zeros((0, 4)) if analysis.persons is None else analysis.persons.xyxy.astype(np.float64)
    areas = (persons[:, 2:] - persons[:, :2]).prod(axis=1)
    boxes = persons[areas >= MAIN_PERSON * areas.max()] if len(areas) else persons
    if measured.product is not None:
        boxes = np.vstack([boxes, [measured.product]])
    product = _box([*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]) if len(boxes) else None
    return Subject(analysis.size_wh, tuple(_box(face) for face in analysis.faces.xyxy.astype(np.float64)), product,
                   measured.text, own, has_person=len(persons) > 0)


def _box(values: Any) -> Box:
    left, top, right, bottom = (round(float(value), 1) for value in values)
    return left, top, right, bottom
