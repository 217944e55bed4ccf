"""The nouns: frozen values that every room and every door shares. No behaviour beyond reading themselves.

Frame of all coordinates: pixels of the upright picture, origin top left, x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

SCHEMA = 1
Kind = Literal["model_face", "worn_no_face", "product_only"]
KINDS: tuple[Kind, ...] = ("model_face", "worn_no_face", "product_only")
INTENT_LABELS = ("negative", "apparel", "home_decor", "other")
RULE_THRESHOLD = 0.5  # of the browser's rule, for the best label and for sensitive alike; see `Intent`
Cascade = Literal["full", "short"]


@dataclass(frozen=True, eq=False)
class Picture:
    """An upright RGB picture; its metadata is gone.

    Attributes
    ----------
    picture_id : str
        sha256 of the original bytes, 64 hex digits.
    uri : str
        Where it came from (path, address or upload name), for people; never trusted as a path.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    """

    picture_id: str
    uri: str
    image: np.ndarray

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.image.shape[1]), int(self.image.shape[0])


@dataclass(frozen=True, eq=False)
class Detections:
    """Boxes of one label; none found is an empty value, not None.

    Attributes
    ----------
    label : str
        "face" or "person".
    xyxy : ndarray of float32, shape (N, 4)
        Left, top, right, bottom in absolute pixels, inside the picture.
    scores : ndarray of float32, shape (N,)
        In [0, 1], best first.
    landmarks : ndarray of float32, shape (N, 5, 2), or None
        Left eye, right eye, nose, left and right end of the mouth (left as seen in the picture).
    """

    label: str
    xyxy: np.ndarray
    scores: np.ndarray
    landmarks: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.scores)

    @staticmethod
    def empty(label: str, landmarks: bool = False) -> Detections:
        """No detection of this label."""
        points = np.zeros((0, 5, 2), np.float32) if landmarks else None
        return Detections(label, np.zeros((0, 4), np.float32), np.zeros(0, np.float32), points)

    def take(self, index: np.ndarray) -> Detections:
        """The detections at `index` (integers or a boolean mask), in that order."""
        points = None if self.landmarks is None else self.landmarks[index]
        return Detections(self.label, self.xyxy[index], self.scores[index], points)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, rounded to 0.01 px and 1e-4."""
        values: dict[str, Any] = {"xyxy": _rounded(self.xyxy, 2), "scores": _rounded(self.scores, 4)}
        if self.landmarks is not None:
            values["landmarks"] = _rounded(self.landmarks, 2)
        return values

    @staticmethod
    def from_dict(label: str, values: dict[str, Any]) -> Detections:
        """Inverse of `to_dict`."""
        points = values.get("landmarks")
        return Detections(
            label,
            np.asarray(values["xyxy"], np.float32).reshape(-1, 4),
            np.asarray(values["scores"], np.float32).reshape(-1),
            None if points is None else np.asarray(points, np.float32).reshape(-1, 5, 2),
        )


@dataclass(frozen=True, eq=False)
class Classification:
    """Probabilities over labels; they sum to 1.

    Attributes
    ----------
    labels : tuple of str
    scores : ndarray of float32, shape (len(labels),)
    """

    labels: tuple[str, ...]
    scores: np.ndarray

    @property
    def top(self) -> str:
        """The most probable label."""
        return self.labels[int(np.argmax(self.scores))]

    def score(self, label: str) -> float:
        """Probability of one label."""
        return float(self.scores[self.labels.index(label)])


@dataclass(frozen=True, eq=False)
class Intent:
    """Both verdicts on one picture.

    Attributes
    ----------
    shopping : Classification
        Over `INTENT_LABELS`.
    sensitive_score : float
        Probability that restricted goods are shown.
    shoppable : bool
        The browser's rule [1]_: best label that is not negative > 0.5 and sensitive < 0.5.
    shoppable_score : float
        Score of the best label that is not negative.

    References
    ----------
    .. [1] Chromium, visual_search_classification_and_eligibility.cc.
    """

    shopping: Classification
    sensitive_score: float
    shoppable: bool
    shoppable_score: float

    def to_dict(self) -> dict[str, Any]:
        """The `intent` object of the schema."""
        return {
            "labels": list(self.shopping.labels),
            "scores": _rounded(self.shopping.scores, 4),
            "top": self.shopping.top,
            "shoppable": self.shoppable,
            "shoppable_score": round(self.shoppable_score, 4),
            "sensitive_score": round(self.sensitive_score, 4),
        }

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Intent:
        """Inverse of `to_dict`."""
        shopping = Classification(tuple(values["labels"]), np.asarray(values["scores"], np.float32))
        return Intent(shopping, values["sensitive_score"], values["shoppable"], values["shoppable_score"])


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
        return self.margin < 0.1

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

    @property
    def kind(self) -> Kind:
        """model_face, worn_no_face or product_only."""
        return self.decided_by.kind

    def to_dict(self) -> dict[str, Any]:
        """The public schema, version 1, ready for JSON."""
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
        }

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
        )


@dataclass(frozen=True)
class Failure:
    """One picture that could not be judged: a value, so that the batch goes on.

    Attributes
    ----------
    uri : str
    error : str
        Name of the class in `core.errors`.
    message, hint : str
        What happened and what to do, one sentence each.
    """

    uri: str
    error: str
    message: str
    hint: str

    def to_dict(self) -> dict[str, Any]:
        """The public schema of a failure, ready for JSON."""
        return {"schema": SCHEMA, "uri": self.uri, "error": self.error, "message": self.message, "hint": self.hint}


def _rounded(values: np.ndarray, digits: int) -> list[Any]:
    return np.round(np.asarray(values, np.float64), digits).tolist()
