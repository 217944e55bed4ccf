"""Rows of a benchmark with made-up measures."""

from __future__ import annotations

from core.nouns.benchmark import BenchmarkRow
from core.nouns.trust import Badge, Faithfulness, Trust


def row(name: str, deletion: float, *, method: str = "grad-cam", center: float = 0.5, random: float = 0.6,
        pointing: tuple[bool, bool, bool] | None = None, badge: Badge = "weak") -> BenchmarkRow:
    """One method on one picture."""
    own, blob, chance = (Faithfulness(value, 1 - value, 0.1) for value in (deletion, center, random))
    return BenchmarkRow(name, f"id of {name}", "apparel", method, 0.9,
                        Trust(badge, own, blob, chance, 0.25, ("deletion", "no_road")), pointing, 12.3)
