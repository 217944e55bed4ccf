"""What the product catalog answers for a crop: which SKU it shows, how sure that is, and from what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PARTS = ("look", "geometry", "color", "text", "barcode")


@dataclass(frozen=True)
class SkuMatch:
    """One SKU that a crop may show.

    Attributes
    ----------
    sku, title : str
    score : float
        Calibrated probability, in [0, 1], that the crop shows this SKU.
    parts : dict of str to float
        What speaks for it, each in [0, 1]: "look" (likeness of its parts), "geometry" (points that lie as on the
        packshot), "color", "text" (words read), "barcode". A part that was not looked at is left out.
    """

    sku: str
    title: str
    score: float
    parts: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"sku": self.sku, "title": self.title, "score": round(self.score, 4),
                "parts": {name: round(value, 4) for name, value in self.parts.items()}}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> SkuMatch:
        """Inverse of `to_dict`."""
        return SkuMatch(values["sku"], values["title"], values["score"], dict(values["parts"]))


@dataclass(frozen=True)
class SkuAnswer:
    """What a crop shows.

    Attributes
    ----------
    matches : tuple of SkuMatch
        The best first, at most five.
    sku : str
        The first match where it is sure enough, else "": not in the catalog, or too close to a rival.
    codes : tuple of str
        Barcodes and QR codes that were read in the crop.

    Examples
    --------
    >>> answer = SkuAnswer((SkuMatch("A-1", "A shoe", 0.9), SkuMatch("A-2", "Another", 0.05)), "A-1")
    >>> SkuAnswer.from_dict(answer.to_dict()) == answer
    True
    """

    matches: tuple[SkuMatch, ...] = ()
    sku: str = ""
    codes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"sku": self.sku, "matches": [match.to_dict() for match in self.matches], "codes": list(self.codes)}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> SkuAnswer:
        """Inverse of `to_dict`."""
        return SkuAnswer(tuple(map(SkuMatch.from_dict, values["matches"])), values["sku"], tuple(values["codes"]))
