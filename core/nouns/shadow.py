"""A candidate head beside the one in use, on pictures that neither of them learned from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from core.nouns.proportion import Share, share_of


@dataclass(frozen=True)
class Judged:
    """What both models say of one labeled picture.

    Attributes
    ----------
    picture_id, path : str
        The path is "" where the picture is known to the catalog.
    truth, now, candidate : str
        The label that is right; what the model in use and the candidate say.
    score_now, score_candidate : float
        Of the label that each of them says, in [0, 1].
    """

    picture_id: str
    path: str
    truth: str
    now: str
    candidate: str
    score_now: float
    score_candidate: float

    @property
    def is_better(self) -> bool:
        """The candidate is right where the model in use is wrong."""
        return self.candidate == self.truth != self.now

    @property
    def is_worse(self) -> bool:
        """The candidate is wrong where the model in use is right."""
        return self.now == self.truth != self.candidate


@dataclass(frozen=True)
class LabelRight:
    """How often pictures of one label are recognized: its recall.

    Attributes
    ----------
    label : str
    now, candidate : Share
        Right ones among the pictures of this label, with Wilson's 95 % interval.
    """

    label: str
    now: Share
    candidate: Share


@dataclass(frozen=True)
class Comparison:
    """Both models on labeled pictures.

    Attributes
    ----------
    now, candidate : Share
        Right labels, with Wilson's 95 % interval.
    points, low, high : float
        Percentage points that the candidate is better, with the 95 % interval of a paired bootstrap over groups of
        pictures that look alike.
    groups : int
    better, worse : tuple of Judged
        Pictures whose label has become right or wrong, the surest first.
    by_label : tuple of LabelRight
        Of the labels that the pictures have.
    """

    now: Share
    candidate: Share
    points: float
    low: float
    high: float
    groups: int
    better: tuple[Judged, ...]
    worse: tuple[Judged, ...]
    by_label: tuple[LabelRight, ...] = ()

    @property
    def count(self) -> int:
        """Pictures."""
        return self.now.count


@dataclass(frozen=True)
class Changes:
    """What would change on ordinary pictures, whose labels nobody has said.

    Attributes
    ----------
    pictures : int
        Looked at; training did not see them.
    labels : int
        Of these, with another label.
    shoppable, not_shoppable : int
        That would become shoppable, and that would no longer be, by the head that was trained; the other one's scores
        stay. So of a *sensitive* head: that would no longer be sensitive, and that would become so.
    source : str
        The id of the analysis or audit that they are of; "" for pictures of all.
    """

    pictures: int
    labels: int
    shoppable: int
    not_shoppable: int
    source: str = ""


@dataclass(frozen=True)
class Shadow:
    """How a candidate compares with the model that was in use when it was trained.

    Attributes
    ----------
    candidate, now : str
        Names of the versions.
    dataset_id : str
        What the candidate learned from.
    held_out : Comparison or None
        On the dataset's test split, which was not trained on; None without one.
    trained : Comparison
        On the pictures that were trained on, each judged by a head that did not see it or its look-alikes
        (cross-fitting). Those that the model in use has learned from are not among them.
    ordinary : Changes
        On pictures without a label.
    left_out : tuple of (str, str)
        Path of each picture that could not be read, and its label.
    ridge, temperature : float
        How strongly the change is held back; what logits are divided by.
    replayed : int
        Pictures on which the candidate was to go on saying what the model in use says.
    known : int
        Pictures that were trained on and that the model in use has learned from before: they compare nothing.
    head : str
        What was trained: "intent" or "sensitive".
    """

    candidate: str
    now: str
    dataset_id: str
    held_out: Comparison | None
    trained: Comparison
    ordinary: Changes
    left_out: tuple[tuple[str, str], ...]
    ridge: float
    temperature: float
    replayed: int
    known: int = 0
    head: str = "intent"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Shadow:
        """Inverse of `to_dict`."""
        held_out = values["held_out"]
        return Shadow(**{**values, "held_out": held_out and comparison_of(held_out),
                         "trained": comparison_of(values["trained"]), "ordinary": Changes(**values["ordinary"]),
                         "left_out": tuple((path, label) for path, label in values["left_out"])})


def comparison_of(values: dict[str, Any]) -> Comparison:
    """A comparison from the plain values of a JSON object."""
    lists = {name: tuple(Judged(**item) for item in values[name]) for name in ("better", "worse")}
    by_label = tuple(LabelRight(item["label"], **_shares(item)) for item in values.get("by_label", ()))
    return Comparison(**{**values, **_shares(values), **lists, "by_label": by_label})


def _shares(values: dict[str, Any]) -> dict[str, Share]:
    return {name: share_of(values[name]["hits"], values[name]["count"]) for name in ("now", "candidate")}
