"""The noun of a decoded image file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.nouns.fact import Fact


@dataclass(frozen=True, eq=False)
class Picture:
    """An upright RGB picture without its metadata.

    Attributes
    ----------
    picture_id : str
        sha256 of the original bytes, 64 hex digits.
    uri : str
        Its origin (path, address or upload name), for people only: never used as a path.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    facts : tuple of Fact
        What is odd about the file, such as a missing end.
    """

    picture_id: str
    uri: str
    image: np.ndarray
    facts: tuple[Fact, ...] = ()

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.image.shape[1]), int(self.image.shape[0])
