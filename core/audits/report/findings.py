"""What is wrong with one picture of an audit, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.nouns.intent import CLOSE_CALL, INTENT_LABELS, RULE_THRESHOLD

Finding = Literal["", "intent", "category", "ambiguous"]
FINDING_WORDS: dict[str, str] = {
    "": "Nothing found",
    "intent": "Not seen as shoppable",
    "category": "Seen as another kind of product",
    "ambiguous": "Too close to call",
}
COVERAGE = 0.95


@dataclass(frozen=True)
class Conformal:
    """Sets of labels that hold the true one in a known share of cases [1]_.

    Attributes
    ----------
    threshold : float
        A label belongs to the set when its score is at least this.
    coverage : float
        Share of pictures whose set holds the true label, when they are like those it was calibrated on.

    References
    ----------
    .. [1] Angelopoulos and Bates, "A gentle introduction to conformal prediction", 2021, section 1.
    """

    threshold: float
    coverage: float = COVERAGE

    @staticmethod
    def calibrated(true_scores: Sequence[float], coverage: float = COVERAGE) -> Conformal:
        """From the scores that pictures with a known label gave to that label."""
        count = len(true_scores)
        rank = math.ceil((count + 1) * coverage)
        if not 0 < coverage < 1 or rank > count:
            needed = math.ceil(coverage / (1 - coverage)) if 0 < coverage < 1 else 0
            raise Misuse(f"{count} calibration scores are too few for sets with {coverage:.0%} coverage.",
                         f"Give at least {needed} scores and a coverage between 0 and 1.")
        return Conformal(sorted(true_scores, reverse=True)[rank - 1], coverage)

    def labels(self, scores: Sequence[float]) -> tuple[str, ...]:
        """The labels that stay possible, best first; the best one always does."""
        order = sorted(range(len(scores)), key=lambda k: -scores[k])
        return tuple(INTENT_LABELS[k] for rank, k in enumerate(order) if rank == 0 or scores[k] >= self.threshold)


def names_product(row: AuditRow) -> bool:
    """Whether the source says that this is a picture of something that is for sale."""
    product = row.product
    return bool(product.sku or product.gtin or product.price is not None or product.true_label not in ("", "negative"))


def judged(row: AuditRow) -> bool:
    """Whether there is a verdict on this row's picture."""
    return not row.error and row.top_label in INTENT_LABELS


def best_two(row: AuditRow) -> tuple[tuple[str, float], tuple[str, float]]:
    """The two best labels with their scores, best first."""
    order = sorted(zip(INTENT_LABELS, row.scores, strict=True), key=lambda pair: -pair[1])
    return order[0], order[1]


def finding(row: AuditRow, conformal: Conformal | None = None) -> Finding:
    """Sort a judged picture of a thing that is for sale into one of the three queues, or none.

    Parameters
    ----------
    row : AuditRow
    conformal : Conformal, optional
        Tells ambiguous pictures by the size of their set; without it a close call does: the two best labels, or the
        best label that is not negative and the browser rule's threshold, are less than 0.1 apart.

    Returns
    -------
    {"", "intent", "category", "ambiguous"}
        The first that holds: not seen as shoppable, seen as another kind of product, too close to call.
    """
    if row.top_label == "negative" or not row.shoppable:
        return "intent"
    if row.product.true_label not in ("", "negative", row.top_label):
        return "category"
    return "ambiguous" if _ambiguous(row, conformal) else ""


def wrong_probability(row: AuditRow) -> float:
    """How probable it is, by the model's scores, that an engine misreads the picture or blocks it as sensitive."""
    if len(row.scores) != len(INTENT_LABELS):
        return 0.0
    label = row.product.true_label
    right = 1.0 - row.scores[0] if label in ("", "negative") else row.scores[INTENT_LABELS.index(label)]
    return 1.0 - float(right) * (1.0 - row.sensitive_score)


def value_of(row: AuditRow) -> float | None:
    """The product's price, where the source gives a usable one."""
    price = row.product.price
    return float(price) if price is not None and math.isfinite(price) and price > 0 else None


def _ambiguous(row: AuditRow, conformal: Conformal | None) -> bool:
    if len(row.scores) != len(INTENT_LABELS):
        return False
    if conformal is not None:
        return len(conformal.labels(row.scores)) > 1
    (_, first), (_, second) = best_two(row)
    return first - second < CLOSE_CALL or abs(row.shoppable_score - RULE_THRESHOLD) < CLOSE_CALL
