"""What a person says of a picture: that a model was wrong, or that it was right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS

CHOICES: dict[str, tuple[str, ...]] = {  # what can be corrected -> its values
    "label": INTENT_LABELS, "kind": KINDS, "sensitive": ("yes", "no")}
BOXES = {"faces": "face", "persons": "person"}  # sets of boxes that can be corrected -> what is in each box
BOXED = {**BOXES, "products": "product"}  # what the boxes of a dataset may be of
NAMES = (*CHOICES, *BOXES)
WITHDRAWN = "model"  # the value of a correction that takes earlier ones back: what the model says counts again


@dataclass(frozen=True)
class Correction:
    """One word of a person against what was there before. Corrections are kept for good; the latest counts.

    Attributes
    ----------
    picture_id : str
        sha256 of the bytes: a correction counts wherever the same picture is met.
    name : str
        What it is about: one of `NAMES`, or "role".
    value, before : str
        What is right, and what stood there; equal where a person confirmed the model. Boxes are the text of a `BoxSet`.
    author : str
        "" where nobody is named.
    created : datetime
        UTC.
    model : str
        Name of the model version that had judged the picture; "" where none had.
    """

    picture_id: str
    name: str
    value: str
    before: str
    author: str
    created: datetime
    model: str = ""
