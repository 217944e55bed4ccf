"""One thing that a picture can be filtered and counted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NOT_WORN = ("worn", "no")  # name and value: a person is there, but wears nothing of what is for sale

FACE_FACTS = ("smile", "mouth", "head", "emotion", "glasses")  # of the stage "face_details"


@dataclass(frozen=True)
class Fact:
    """One name with a value, as a stage found it.

    Attributes
    ----------
    name : str
        Such as "color"; what values mean to people stands in `core.words.facts`.
    value : str
        Such as "red"; a picture may have several values of one name.
    score : float
        How much of it, or how sure, in [0, 1].
    model : str
        Name and version of the model that said so.
    xyxy : tuple of float, optional
        Left, top, right, bottom of where it is, in pixels of the picture; None for what is said of the whole picture.
    """

    name: str
    value: str
    score: float = 1.0
    model: str = ""
    xyxy: tuple[float, float, float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        box = {} if self.xyxy is None else {"xyxy": [round(value, 1) for value in self.xyxy]}
        return {"name": self.name, "value": self.value, "score": round(self.score, 4), "model": self.model, **box}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Fact:
        """Inverse of `to_dict`."""
        box = values.get("xyxy")
        return Fact(values["name"], values["value"], values["score"], values["model"],
                    (box[0], box[1], box[2], box[3]) if box else None)
