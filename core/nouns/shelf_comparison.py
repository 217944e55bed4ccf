"""The detector of products before and after a training, on corrected shelf photos that did not teach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.plain import from_plain, to_plain


@dataclass(frozen=True)
class Measured:
    """A figure with its 95 % interval, from drawing photos again.

    Attributes
    ----------
    value, low, high : float or None
        None where nothing could be measured.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ShelfComparison:
    """Two versions of the detector on the same photos.

    Attributes
    ----------
    before, after : str
        Names of the versions.
    trained, replayed : int
        Corrected photos that taught, and synthetic shelves on which the model was to stay as good as it was.
    steps : int
    photos, boxes : int
        That were held out.
    ap50_before, ap50_after, ap50_change : Measured
        Average precision at an overlap of 0.5 on those photos; the change draws the same photos for both.
    count_before, count_after, count_change : Measured
        Mean error of a photo's count of products, as a share of the true count.
    synthetic_before, synthetic_after : Measured
        Average precision on synthetic shelves that did not teach: what the version has forgotten.
    left_out : tuple of (str, str)
        Names of photos that could not be read, and why.
    """

    before: str
    after: str
    trained: int
    replayed: int
    steps: int
    photos: int
    boxes: int
    ap50_before: Measured
    ap50_after: Measured
    ap50_change: Measured
    count_before: Measured
    count_after: Measured
    count_change: Measured
    synthetic_before: Measured
    synthetic_after: Measured
    left_out: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dict(to_plain(self))

    @staticmethod
    def from_dict(values: dict[str, Any]) -> ShelfComparison:
        """Inverse of `to_dict`."""
        found: ShelfComparison = from_plain(ShelfComparison, values)
        return found
