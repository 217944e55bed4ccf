"""A detector before and after a training, on photos that did not teach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.box_evaluation import AveragePrecision, BoxMeasures
from core.nouns.plain import from_plain, to_plain
from core.nouns.proportion import Share


@dataclass(frozen=True)
class BoxComparison:
    """Two versions of a detector on the same photos.

    Attributes
    ----------
    before, after : str
        Names of the versions.
    trained, replayed : int
        Boxed photos that taught, and other photos of the site on which the model was to go on as it was.
    steps : int
    measures_before, measures_after : BoxMeasures
        On the held-out photos of the dataset.
    change : AveragePrecision
        AP50 after minus AP50 before, in [-1, 1]; the interval draws the same photos for both.
    alarms_before, alarms_after : Share
        Of other photos of the site that nobody boxed and that did not teach: those in which each version finds a
        person. There, a difference is no proof of an error.
    gained, lost : int
        Of these, photos in which only the new and only the old version finds one.
    left_out : tuple of (str, str)
        Names of photos that could not be read, and why.
    """

    before: str
    after: str
    trained: int
    replayed: int
    steps: int
    measures_before: BoxMeasures
    measures_after: BoxMeasures
    change: AveragePrecision
    alarms_before: Share
    alarms_after: Share
    gained: int
    lost: int
    left_out: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dict(to_plain(self))

    @staticmethod
    def from_dict(values: dict[str, Any]) -> BoxComparison:
        """Inverse of `to_dict`."""
        found: BoxComparison = from_plain(BoxComparison, values)
        return found
