"""Nouns of the search for one edit that changes the verdict of many pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.flip import Edit, Flip, FlipSearch
from core.nouns.plain import to_plain

BORDERLINE = 0.15  # largest distance of a score to its threshold


@dataclass(frozen=True)
class BorderlinePicture:
    """An analyzed picture whose score is at most `BORDERLINE` from the threshold.

    Attributes
    ----------
    uri, picture_id : str
        Its first name in the job, and its sha256.
    gap : float
        As `core.nouns.flip.Reading.gap`, from stored scores: negative where the picture is not shoppable.
    """

    uri: str
    picture_id: str
    gap: float


@dataclass(frozen=True)
class FlipRow:
    """What the search has given for one borderline picture; its flips carry no curves.

    Attributes
    ----------
    uri : str
    search : FlipSearch
    """

    uri: str
    search: FlipSearch

    @property
    def smallest(self) -> Flip | None:
        """The smallest edit whose picture can be published; None without one."""
        return next((flip for flip in self.search.flips if not flip.test_only), None)


@dataclass(frozen=True)
class EditCount:
    """One edit, each picture at its own amount.

    Attributes
    ----------
    edit : Edit
        At the median of the amounts.
    pictures : int
        How many pictures it changes the verdict of.
    least, most : float
        The smallest and the largest amount, without sign.
    example : FlipRow
        The picture whose amount is nearest to the median; its search has this one flip.
    """

    edit: Edit
    pictures: int
    least: float
    most: float
    example: FlipRow


@dataclass(frozen=True)
class FlipDirection:
    """The borderline pictures on one side of the threshold that were searched.

    Attributes
    ----------
    pictures : int
        The sum of the four that follow.
    by_one, by_two : int
        Pictures that a single edit changes, and those that only two edits together change.
    by_test : int
        Pictures that only an edit changes that invents pixels, which explains the score and gives nothing to publish.
    by_none : int
        Pictures that no edit changes.
    edits : tuple of EditCount
        Those that help most pictures first; a picture counts for each single edit that changes its verdict.
    """

    pictures: int
    by_one: int
    by_two: int
    by_test: int
    by_none: int
    edits: tuple[EditCount, ...]


@dataclass(frozen=True)
class FlipSummary:
    """What the searches of a job's borderline pictures have given so far.

    Attributes
    ----------
    borderline : int
        Borderline pictures of the job.
    gained : FlipDirection
        Pictures that are not shoppable and can become so.
    lost : FlipDirection
        Pictures that are shoppable and can lose that.
    failures : tuple of (str, str)
        Pictures that could not be searched, and why.
    """

    borderline: int
    gained: FlipDirection
    lost: FlipDirection
    failures: tuple[tuple[str, str], ...] = ()

    @property
    def searched(self) -> int:
        """Pictures with a result."""
        return self.gained.pictures + self.lost.pictures

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return dict(to_plain(self)) | {"searched": self.searched}
