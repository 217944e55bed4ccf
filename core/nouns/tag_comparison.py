"""A candidate of the tags model beside the one in use, on photos that neither of them learned from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from core.nouns.proportion import Share, share_of
from core.nouns.shadow import Comparison, comparison_of


@dataclass(frozen=True)
class ValueRight:
    """How well one tag or attribute value is told, among the answers of its question.

    Attributes
    ----------
    question, value : str
        Such as "tag", "sneaker".
    photos : int
        That have it.
    precision_now, precision_candidate : Share
        Right ones among the photos for which the model says it.
    recall_now, recall_candidate : Share
        Photos that have it and for which the model says it.
    threshold : float
        From which probability on the candidate shows it; above 1: never by itself.
    """

    question: str
    value: str
    photos: int
    precision_now: Share
    precision_candidate: Share
    recall_now: Share
    recall_candidate: Share
    threshold: float


@dataclass(frozen=True)
class Adaptation:
    """What learning from the site's photos without a label brought to the head.

    Attributes
    ----------
    way : str
        "whitening" or "contrastive".
    photos : int
        Without a label, that it was learned from.
    plain, adapted : Share
        Right answers to all questions without and with it, each by a head that did not see the photo.
    low, high : float
        95 % interval of the gain in percentage points, of a paired bootstrap over groups of photos that look alike.
    off : str
        Why it is not in use; "" where it is.
    """

    way: str
    photos: int
    plain: Share
    adapted: Share
    low: float
    high: float
    off: str = ""

    @property
    def points(self) -> float:
        """Percentage points that are gained."""
        return 100 * ((self.adapted.share or 0.0) - (self.plain.share or 0.0))


@dataclass(frozen=True)
class TagComparison:
    """How a candidate compares with the model that was in use when it was trained.

    Attributes
    ----------
    now, candidate : str
        Names of the versions.
    dataset_id : str
    questions : tuple of (str, Comparison)
        Question -> the likeliest answer of both. Each photo is judged by a head that did not see it or its
        look-alikes (cross-fitting).
    held_out : tuple of (str, Comparison)
        The same on the dataset's test split; empty without one.
    values : tuple of ValueRight
    unchanged : tuple of str
        Questions of which no change did better than the model in use.
    others, changed : int
        Photos without a label that were looked at, and those of them whose likeliest tag changes.
    left_out : tuple of (str, str)
        Path of each photo that teaches nothing, and why.
    adaptation : Adaptation or None
        Where one was asked for.
    """

    now: str
    candidate: str
    dataset_id: str
    questions: tuple[tuple[str, Comparison], ...]
    held_out: tuple[tuple[str, Comparison], ...]
    values: tuple[ValueRight, ...]
    unchanged: tuple[str, ...]
    others: int
    changed: int
    left_out: tuple[tuple[str, str], ...]
    adaptation: Adaptation | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> TagComparison:
        """Inverse of `to_dict`."""
        parts = {name: tuple((question, comparison_of(found)) for question, found in values[name])
                 for name in ("questions", "held_out")}
        def read(row: dict[str, Any]) -> dict[str, Any]:
            return {name: share_of(part["hits"], part["count"]) if isinstance(part, dict) else part
                    for name, part in row.items()}

        rows, adapted = tuple(ValueRight(**read(row)) for row in values["values"]), values.get("adaptation")
        return TagComparison(**{**values, **parts, "values": rows, "unchanged": tuple(values["unchanged"]),
                                "adaptation": Adaptation(**read(adapted)) if adapted else None,
                                "left_out": tuple((path, why) for path, why in values["left_out"])})
