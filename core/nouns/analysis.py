"""What the chain found in one picture: the one schema of every door."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from core.nouns.detections import Detections
from core.nouns.fact import Fact
from core.nouns.failure import SCHEMA
from core.nouns.intent import CLOSE_CALL, Intent

Kind = Literal["model_face", "worn_no_face", "product_only"]

KINDS: tuple[Kind, ...] = ("model_face", "worn_no_face", "product_only")

Cascade = Literal["full", "short"]


@dataclass(frozen=True)
class AnalysisOptions:
    """How a picture is to be analyzed.

    Attributes
    ----------
    cascade : {"full", "short"}
        "full" always looks for persons; "short" stops at an accepted face.
    stages : tuple of str
        Optional stages of `core.analyze.stages` to run as well, such as "colors".
    """

    cascade: Cascade = "full"
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """Which detection decided the kind, and by how much.

    Attributes
    ----------
    kind : {"model_face", "worn_no_face", "product_only"}
    stage : {"faces", "persons", "none"}
        The stage that decided; "none" when neither found anything.
    index : int or None
        Row of the deciding box in `faces` or `persons`.
    score, threshold : float or None
        Score of the deciding box (for "none": of the best box that was refused, 0 without one) and its threshold.
    margin : float
        How far the score is from its threshold, in [0, 1]; small is a close call.
    refused : tuple of dict
        Face candidates that the second look refused: {"xyxy", "score", "reason"}.
    """

    kind: Kind
    stage: Literal["faces", "persons", "none"]
    index: int | None
    score: float | None
    threshold: float | None
    margin: float
    refused: tuple[dict[str, Any], ...] = ()

    @property
    def close_call(self) -> bool:
        """True when a small change of the score would change the kind."""
        return self.margin < CLOSE_CALL

    def to_dict(self) -> dict[str, Any]:
        """The `decided_by` object of the schema."""
        rounded = {name: None if value is None else round(value, 4) for name, value in
                   (("score", self.score), ("threshold", self.threshold), ("margin", self.margin))}
        return {"stage": self.stage, "index": self.index, **rounded,
                "close_call": self.close_call, "refused": list(self.refused)}

    @staticmethod
    def from_dict(kind: Kind, values: dict[str, Any]) -> Decision:
        """Inverse of `to_dict`."""
        return Decision(kind, values["stage"], values["index"], values["score"], values["threshold"],
                        values["margin"], tuple(values["refused"]))


@dataclass(frozen=True, eq=False)
class Analysis:
    """What the chain found in one picture: no pixels; the one schema of page, command line, REST and database.

    Attributes
    ----------
    uri, picture_id, size_wh
        As in `Picture`.
    decided_by : Decision
    faces : Detections
    persons : Detections or None
        None when the short cascade stopped before looking for persons.
    intent : Intent
    models : dict of str to str
        Role -> name and version of the model that ran.
    seconds : dict of str to float
        Stage -> wall time.
    facts : tuple of Fact
        What optional stages found, such as colors.
    fact_names : tuple of str
        Names of the facts that the stages of this run looked for, also where they found none. Of the run only: not
        part of the schema.
    """

    uri: str
    picture_id: str
    size_wh: tuple[int, int]
    decided_by: Decision
    faces: Detections
    persons: Detections | None
    intent: Intent
    models: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    fact_names: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """model_face, worn_no_face or product_only."""
        return self.decided_by.kind

    def to_dict(self) -> dict[str, Any]:
        """The public schema, ready for JSON."""
        return {
            "schema": SCHEMA,
            "uri": self.uri,
            "picture_id": self.picture_id,
            "size_wh": list(self.size_wh),
            "kind": self.kind,
            "decided_by": self.decided_by.to_dict(),
            "faces": self.faces.to_dict(),
            "persons": None if self.persons is None else self.persons.to_dict(),
            "intent": self.intent.to_dict(),
            "models": self.models,
            "seconds": {stage: round(value, 4) for stage, value in self.seconds.items()},
            "facts": [fact.to_dict() for fact in self.facts],
        }

    def recognized(self) -> dict[str, Any]:
        """The facts alone, with the picture and the models: what `recognize` answers."""
        plain = self.to_dict()
        return {name: plain[name] for name in ("uri", "picture_id", "size_wh", "facts", "models")}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Analysis:
        """Inverse of `to_dict`."""
        persons = values["persons"]
        return Analysis(
            uri=values["uri"], picture_id=values["picture_id"],
            size_wh=(values["size_wh"][0], values["size_wh"][1]),
            decided_by=Decision.from_dict(values["kind"], values["decided_by"]),
            faces=Detections.from_dict("face", values["faces"]),
            persons=None if persons is None else Detections.from_dict("person", persons),
            intent=Intent.from_dict(values["intent"]),
            models=values["models"], seconds=values["seconds"],
            facts=tuple(map(Fact.from_dict, values.get("facts", ()))),
        )
