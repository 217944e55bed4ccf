"""How the tags model did on photos whose tags people gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.plain import to_plain
from core.nouns.proportion import Share


@dataclass(frozen=True)
class TagRight:
    """How one tag or value of an attribute did.

    Attributes
    ----------
    name, value : str
        Such as "tag", "sandal".
    support : int
        Photos that have it, by their labels; a photo has all parents of its tags.
    precision : Share
        Of the photos where it was shown, those that have it. Photos whose label is too general to say are left out:
        shoes, where sandal was shown.
    recall : Share
        Of the photos that have it, those where it was shown.
    """

    name: str
    value: str
    support: int
    precision: Share
    recall: Share


@dataclass(frozen=True)
class Confused:
    """Photos of one type whose likeliest type is another.

    Attributes
    ----------
    true, said : str
    photos : int
    """

    true: str
    said: str
    photos: int


@dataclass(frozen=True)
class Together:
    """Two tags or values in one photo, none of them a parent of the other.

    Attributes
    ----------
    first, second : str
        Such as "sandal" and "gender: women".
    labeled, shown, both : int
        Photos that have both by their labels; where both were shown; and both of it.
    """

    first: str
    second: str
    labeled: int
    shown: int
    both: int


@dataclass(frozen=True)
class TagMeasures:
    """The figures.

    Attributes
    ----------
    photos : int
    precision, recall : Share
        Over all that was shown, and all that is true.
    types : Share
        Photos of one known type whose likeliest type is that one.
    by_source : tuple of (str, Share)
        Precision of what was shown, source by source; empty where there is one.
    tags : tuple of TagRight
        By name, the most frequent first.
    confusion : tuple of Confused
        Right ones too (`true` equals `said`), the most frequent first.
    together : tuple of Together
        The most frequent first.
    """

    photos: int
    precision: Share
    recall: Share
    types: Share
    by_source: tuple[tuple[str, Share], ...]
    tags: tuple[TagRight, ...]
    confusion: tuple[Confused, ...]
    together: tuple[Together, ...]


@dataclass(frozen=True)
class TagEvaluation:
    """The tags model on the photos of a dataset.

    Attributes
    ----------
    model, dataset_id, split : str
    asked, waiting : int
        Labeled photos of the split with a tag of the taxonomy, and those of them that were not looked at yet.
    left_out : int
        Photos of the split whose label has no word of the taxonomy.
    unknown : tuple of (str, int)
        Words of labels that the taxonomy does not have, with the photos, the most frequent first.
    measures : TagMeasures or None
        None before the first photo.
    failures : tuple of (str, str)
        Names of photos that could not be read, and why.
    """

    model: str
    dataset_id: str
    split: str
    asked: int
    waiting: int
    left_out: int
    unknown: tuple[tuple[str, int], ...]
    measures: TagMeasures | None
    failures: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dict(to_plain(self))
