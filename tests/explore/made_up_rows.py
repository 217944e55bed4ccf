"""Stored rows with chosen labels."""

from __future__ import annotations

from core.explore.rows import StoredRow
from core.nouns.intent import INTENT_LABELS


def row(number: int, *, label: str = "apparel", truth: str = "apparel", score: float = 0.9, width: int = 800,
        background: str = "plain") -> StoredRow:
    """A picture that the model calls `label` with `score`; the other labels share the rest."""
    scores = tuple(score if name == label else (1 - score) / 3 for name in INTENT_LABELS)
    return StoredRow(f"photo-{number}.jpg", f"{number:064d}", "product_only", label, origin=f"feed row {number}",
                     true_label=truth, scores=scores, side=width, background=background, luma=120.0)
