"""One address that a page names, before the choice among those that show the same picture."""

from __future__ import annotations

from dataclasses import dataclass

from core.nouns.product import Product
from core.nouns.role import UNSURE, Role


@dataclass(frozen=True)
class Mention:
    """One address on a page.

    Attributes
    ----------
    address, origin : str
        Absolute; where it is named.
    place : int or str
        The element, or the object of a script: all sizes of one place are one picture. 0 for one without siblings.
    rank : (int, float)
        Orders the siblings of a place: by how it is named, then by the size it claims.
    claimed : float
        Pixels of its width, as the page says; 0 where it does not.
    shown_wh : (int, int)
        The element's width and height attributes, 0 where it has none.
    product : Product or None
    role : Role
        What the picture is for, as this place says.
    """

    address: str
    origin: str
    place: int | str = 0
    rank: tuple[int, float] = (0, 0.0)
    claimed: float = 0.0
    shown_wh: tuple[int, int] = (0, 0)
    product: Product | None = None
    role: Role = UNSURE
