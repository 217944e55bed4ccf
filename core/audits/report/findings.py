"""What is wrong with one picture of an audit, and how probable that is."""

from __future__ import annotations

import math
from typing import Literal

from core.nouns.audit_row import AuditRow
from core.nouns.intent import CLOSE_CALL, INTENT_LABELS, RULE_THRESHOLD

Finding = Literal["", "intent", "category", "ambiguous"]
FINDING_WORDS: dict[str, str] = {
    "": "No finding",
    "intent": "Not seen as shoppable",
    "category": "Seen as a different product",
    "ambiguous": "Several labels possible",
}


def names_product(row: AuditRow) -> bool:
    """True when the source says that the picture shows something for sale."""
    product = row.product
    return bool(product.sku or product.gtin or product.price is not None or product.true_label not in ("", "negative"))


def is_analyzed(row: AuditRow) -> bool:
    """True when the row has an analysis, False for a failure."""
    return not row.error and row.top_label in INTENT_LABELS


def best_two(row: AuditRow) -> tuple[tuple[str, float], tuple[str, float]]:
    """The two most probable labels with their scores, best first."""
    order = sorted(zip(INTENT_LABELS, row.scores, strict=True), key=lambda pair: -pair[1])
    return order[0], order[1]


def finding(row: AuditRow) -> Finding:
    """Sort an analyzed picture of something for sale into one of the three queues, or none.

    Parameters
    ----------
    row : AuditRow
        With an analysis; see `is_analyzed`.

    Returns
    -------
    {"", "intent", "category", "ambiguous"}
        The first that holds: not seen as shoppable; seen as a different product; more than one label possible, by
        the label set of the verdict. Where the verdict has none, a close call takes its place: the two best labels, or
        the shoppable score and its threshold, are less than `CLOSE_CALL` apart.
    """
    if row.top_label == "negative" or not row.shoppable:
        return "intent"
    if row.product.true_label not in ("", "negative", row.top_label):
        return "category"
    return "ambiguous" if _is_ambiguous(row) else ""


def wrong_probability(row: AuditRow) -> float:
    """Probability, from the model's scores, that an engine misreads the picture or blocks it as sensitive, 0..1."""
    if len(row.scores) != len(INTENT_LABELS):
        return 0.0
    label = row.product.true_label
    right = 1.0 - row.scores[0] if label in ("", "negative") else row.scores[INTENT_LABELS.index(label)]
    return 1.0 - float(right) * (1.0 - row.sensitive_score)


def value_of(row: AuditRow) -> float | None:
    """The product's price; None where the source gives none above 0."""
    price = row.product.price
    return float(price) if price is not None and math.isfinite(price) and price > 0 else None


def _is_ambiguous(row: AuditRow) -> bool:
    if row.label_set:
        return len(row.label_set) > 1
    if len(row.scores) != len(INTENT_LABELS):
        return False
    (_, best), (_, second) = best_two(row)
    return best - second < CLOSE_CALL or abs(row.shoppable_score - RULE_THRESHOLD) < CLOSE_CALL
