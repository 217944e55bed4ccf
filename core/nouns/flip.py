"""Nouns of the search for the smallest edit that changes a picture's verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["crop", "pad", "rotate", "exposure", "contrast", "saturation", "whiten_background", "blur_background",
               "remove_border", "remove_lettering"]
State = Literal["flipped", "none", "already", "no_budget", "too_small", "one_color"]
MARGIN = 0.02  # of `Reading.gap` beyond 0, on the re-encoded picture: less might change with the next encoding
TEST_ONLY = ("remove_lettering",)  # it invents pixels, so it explains the score and makes no picture to publish


@dataclass(frozen=True)
class Edit:
    """One edit that a photographer or an editor can repeat; formulas stand in `core.flip.edits`.

    Attributes
    ----------
    kind : str
        One of `Kind`.
    amount : float
        crop: share of the width or height cut off each named side. pad: share of the width and height added on each
        side. rotate: degrees clockwise. exposure: stops. contrast, saturation: relative change, -1 to 1. blur: standard
        deviation as a share of the longer side. Others: strength in [0, 1].
    side : {"", "left", "top", "right", "bottom", "all"}
        Of a crop.
    """

    kind: Kind
    amount: float
    side: str = ""


@dataclass(frozen=True)
class Reading:
    """What the model says of one version of a picture.

    Attributes
    ----------
    score : float
        Of the best label other than negative, or of the target label; in [0, 1].
    gap : float
        How far the picture is inside the wanted verdict (negative: outside): for shoppable the smaller of the
        distances to both thresholds; for a target label its score less that of the best other label.
    label : str
        The top label.
    shoppable : bool
    photo_type : str
        Kind of the photo; "" where only the intent model ran.
    """

    score: float
    gap: float
    label: str
    shoppable: bool
    photo_type: str = ""


@dataclass(frozen=True)
class Step:
    """One point of the score curve: the amount (of one edit; of several the share in [0, 1]) and what was read."""

    amount: float
    reading: Reading


@dataclass(frozen=True)
class Flip:
    """One edit, or several together, with the verdict on the re-encoded picture by the whole chain.

    Attributes
    ----------
    edits : tuple of Edit
        In the order in which they are applied; more than one only where no single one was enough.
    size : float
        How large the edit is, in [0, 1], comparable over kinds: its share of the largest amount that is tried.
    before, after : Reading
    curve : tuple of Step
        From amount 0 up, at the model's input.
    """

    edits: tuple[Edit, ...]
    size: float
    before: Reading
    after: Reading
    curve: tuple[Step, ...]

    @property
    def test_only(self) -> bool:
        """True where an edit invents pixels: it shows what the score depends on."""
        return any(edit.kind in TEST_ONLY for edit in self.edits)

    @property
    def changes_photo_type(self) -> bool:
        """True where the photo type differs after the edit."""
        return self.before.photo_type != self.after.photo_type

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return asdict(self) | {"test_only": self.test_only, "changes_photo_type": self.changes_photo_type}


@dataclass(frozen=True)
class FlipSearch:
    """What a search for the smallest edit has given.

    Attributes
    ----------
    picture_id : str
    target : str
        The label that was to become the top one; "" for the other verdict on shoppable.
    state : str
        One of `State`.
    before : Reading
    flips : tuple of Flip
        The smallest first; each confirmed by the whole chain.
    near : Flip or None
        The attempt that came nearest where none was enough.
    skipped : tuple of (str, str)
        Kinds that were not tried, with a key of `core.words.flip.SKIPPED`.
    evaluations : int
        Times that the intent model ran.
    seconds : float
    """

    picture_id: str
    target: str
    state: State
    before: Reading
    flips: tuple[Flip, ...]
    near: Flip | None
    skipped: tuple[tuple[Kind, str], ...]
    evaluations: int
    seconds: float

    @property
    def sign(self) -> int:
        """1 where the gap has to become positive, -1 where it has to become negative."""
        return 1 if self.target or not self.before.shoppable else -1

    @property
    def shortfall(self) -> float | None:
        """How much of the gap the nearest attempt lacks, the margin included; None where something flips."""
        return None if self.near is None else round(MARGIN - self.sign * self.near.after.gap, 4)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return asdict(self) | {"shortfall": self.shortfall, "flips": [flip.to_dict() for flip in self.flips],
                               "near": self.near.to_dict() if self.near else None,
                               "skipped": [list(pair) for pair in self.skipped]}
