"""What a picture is for where it was met: a product's picture, or furniture of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.nouns.analysis import Analysis

ROLE = "role"  # the name of the fact, and of its corrections
ROLES = ("product", "banner", "icon", "person", "content", "unsure")
ICON_SIDE = 100  # pixels of the file; nothing is sold with so small a picture
BANNER_SHAPE, BANNER_WIDTH = 2.5, 600  # so many times wider than high, and so wide: no product is shown so
NAMED_ICON_SIDE = 300  # what only its name calls an icon is none from this size on


@dataclass(frozen=True)
class Role:
    """The role of one picture.

    Attributes
    ----------
    name : str
        One of `ROLES`; only products count in the opportunity, the queues and the marketplace rules.
    reason : str
        Why, in one sentence.
    is_sure : bool
        False where the file itself may still say something else.
    is_moved : bool
        True where a person said so.
    """

    name: str
    reason: str = ""
    is_sure: bool = True
    is_moved: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"name": self.name, "reason": self.reason, "is_sure": self.is_sure, "is_moved": self.is_moved}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Role:
        """Inverse of `to_dict`."""
        return Role(**values)


OFFERED = Role("product", "The source offers it as a picture to sell with.")
UNSURE = Role("unsure", "Nothing on the page says what it is for.", is_sure=False)


def strongest(roles: list[Role]) -> Role:
    """Of several places of one picture the one that says most; the first of equals.

    Examples
    --------
    >>> strongest([UNSURE, Role("banner", is_sure=False), Role("icon")]).name
    'icon'
    """
    return max(roles, key=_strength, default=UNSURE)


def settled_role(role: Role | None, analysis: Analysis) -> Role:
    """The role of a picture whose file is known.

    Parameters
    ----------
    role : Role or None
        What the page says; None where no page was read, so that the source offers products.
    analysis : Analysis
        Size, photo type and label.
    """
    if role is None or role.is_sure:
        return role or OFFERED
    width, height = analysis.size_wh
    size = f"{width:,} × {height:,} pixels"
    if max(width, height) <= ICON_SIDE:
        return Role("icon", f"Its file has only {size}.")
    if role.name == "icon" and min(width, height) >= NAMED_ICON_SIDE and width < BANNER_SHAPE * height:
        return Role("unsure", f"{role.reason} But its file has {size}, too many for an icon.")
    if role.name != "product" and width >= BANNER_WIDTH and width >= BANNER_SHAPE * height:
        return Role("banner", f"It is much wider than high: {size}.")
    if role.name == "unsure" and analysis.kind != "product_only" and analysis.intent.shopping.top == "negative":
        return Role("person", "It shows a person, and nothing for sale is seen on it.")
    return role


def _strength(role: Role) -> int:
    return 4 * role.is_moved + 2 * role.is_sure + (role.name == "product") + (role.name != "unsure")
