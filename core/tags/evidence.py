"""Where a photo speaks for a tag, and what is left of the tag when that part is covered."""

from __future__ import annotations

from dataclasses import dataclass

METHODS = ("grad-cam", "occlusion")
WEAK = 0.8  # of the tag's score: what is left when its strongest evidence is covered


@dataclass(frozen=True)
class Evidence:
    """The evidence for a tag.

    Attributes
    ----------
    picture, crop : bytes
        The preview under the map, and the part of the photo with the strongest evidence (JPEG).
    box : tuple of float
        Left, top, right, bottom of that part, as shares of the photo's sides.
    score, covered : float
        Of the tag: in the whole photo, and with that part covered by the photo's mean color.
    """

    picture: bytes
    crop: bytes
    box: tuple[float, ...]
    score: float
    covered: float

    @property
    def is_weak(self) -> bool:
        """The tag hardly needs what its map shows: it rests on the whole photo, or on what surrounds the product."""
        return self.covered >= WEAK * self.score
