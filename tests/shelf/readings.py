"""Readings of shelves that tests share."""

from __future__ import annotations

from core.nouns.shelf import Facing, ShelfReading
from core.nouns.sku import SkuAnswer, SkuMatch

WIDE, HIGH = 50, 90


def facing(x: float, row: int, sku: str, score: float = 1.0, rival: str = "") -> Facing:
    """A facing 50 pixels wide; `rival` has what is left of the probability."""
    matches = [SkuMatch(sku, sku.title(), score)] + ([SkuMatch(rival, rival.title(), 1 - score)] if rival else [])
    return Facing((x, row * 100, x + WIDE, row * 100 + HIGH), 0.9, row, SkuAnswer(tuple(matches), sku))


def reading(*facings: Facing, number: int = 1, created: float = 0.0, gaps: tuple = ()) -> ShelfReading:
    """A reading with these facings."""
    return ShelfReading(number, f"picture-{number}", f"{number}.jpg", "Tea", created, (1000, 500), facings, (), gaps,
                        {"products": "products_1"})
