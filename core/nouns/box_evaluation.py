"""How a detector did on pictures whose faces or persons people have boxed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.plain import to_plain
from core.nouns.proportion import Share


@dataclass(frozen=True)
class AveragePrecision:
    """Average precision at an overlap of 0.5.

    Attributes
    ----------
    value : float or None
        In [0, 1]; None without a true box.
    low, high : float or None
        95 % interval: photos drawn again, or whole sources where there are several.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class BoxSlice:
    """A part of the boxes, or of the photos.

    Attributes
    ----------
    kind, name : str
        "all"; "size" and how much of the photo a box covers; "source" and where photos come from.
    photos, boxes : int
        Photos of the part, and true boxes in it.
    ap : AveragePrecision
    recall : Share
        Of the true boxes, those found at the model's threshold.
    precision : Share
        Of the boxes found at the threshold, those on a true one that no better box has.
    """

    kind: str
    name: str
    photos: int
    boxes: int
    ap: AveragePrecision
    recall: Share
    precision: Share


@dataclass(frozen=True)
class BoxMeasures:
    """How a detector did.

    Attributes
    ----------
    slices : tuple of BoxSlice
        All first, then by size, then by source.
    sources : int
        Where the photos come from; 1 where nothing tells them.
    false_alarms : Share
        Of the photos without a true box, those in which the model finds one.
    """

    slices: tuple[BoxSlice, ...]
    sources: int
    false_alarms: Share


@dataclass(frozen=True)
class BoxError:
    """A true box that was missed, or a found one where there is none.

    Attributes
    ----------
    picture_id, name : str
        Its sha256, and the name of its file.
    area : float
        Share of the photo that the box covers.
    score : float
        The model's; of a missed box, that of the model's own box there below the threshold, else 0.
    """

    picture_id: str
    name: str
    area: float
    score: float


@dataclass(frozen=True)
class BoxEvaluation:
    """A detector on the photos of a dataset with boxes.

    Attributes
    ----------
    model, role, dataset_id, split : str
        `role`: "persons" or "faces"; `split` is one of those of the dataset, or "all".
    threshold : float
        The model's.
    asked, waiting : int
        Photos of the split whose boxes people have drawn, and those of them that the model has not seen yet.
    left_out : int
        Photos of the split whose boxes nobody has drawn.
    measures : BoxMeasures or None
        None before the first photo.
    misses : tuple of BoxError
        True boxes that the model missed, the largest first.
    alarms : tuple of BoxError
        Boxes where there is none, the surest first.
    failures : tuple of (str, str)
        Names of photos that could not be read, and why.
    """

    model: str
    role: str
    dataset_id: str
    split: str
    threshold: float
    asked: int
    waiting: int
    left_out: int
    measures: BoxMeasures | None
    misses: tuple[BoxError, ...] = ()
    alarms: tuple[BoxError, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dict(to_plain(self))
