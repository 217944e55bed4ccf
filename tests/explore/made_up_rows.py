"""Stored rows with chosen labels."""

from __future__ import annotations

from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.nouns.product import Product


def row(number: int, *, label: str = "apparel", truth: str = "apparel", score: float = 0.9, width: int = 800,
        background: str = "plain") -> AuditRow:
    """A picture that the model calls `label` with `score`; the other labels share the rest."""
    scores = tuple(score if name == label else (1 - score) / 3 for name in INTENT_LABELS)
    return AuditRow(number, f"photo-{number}.jpg", f"feed row {number}", Product(true_label=truth), f"{number:064d}",
                    "product_only", label, scores, width=width, height=width,
                    measures={"background": background, "luma": 120.0})
