"""What thresholds cost: false alarms and misses on stored scores of labeled pictures."""

from __future__ import annotations

from bisect import bisect_right

from core.cards.measures import Row
from core.errors import Misuse
from core.nouns.cost_curve import CostCurve, CostPoint
from core.nouns.intent import INTENT_LABELS
from core.nouns.proportion import share_of

DECISIONS = ("shoppable", "sensitive")
STEPS = tuple(step / 100 for step in range(1, 100))


def cost_curve(rows: list[Row], decision: str, in_use: float) -> CostCurve:
    """False alarms and misses at every threshold.

    Parameters
    ----------
    rows : list of Row
        Those without the truth that the decision needs are left out.
    decision : {"shoppable", "sensitive"}
        As of `CostCurve`.
    in_use : float
        The model's threshold.

    Raises
    ------
    Misuse
        For another decision, or where the pictures are all of one kind.
    """
    if decision not in DECISIONS:
        raise Misuse(f"A decision is one of {', '.join(DECISIONS)}, not {decision[:40]!r}.", "Choose one of them.")
    told = _shoppable(rows) if decision == "shoppable" else _sensitive(rows)
    wanted, others = (sorted(score for score, truth in told if truth == kind) for kind in (True, False))
    if not wanted or not others:
        raise Misuse(f"The cost of the threshold “{decision}” needs photos on both sides of it; there are "
                     f"{len(wanted):,} that should be above and {len(others):,} that should be below.",
                     "Use a model whose validation scores have both.")
    return CostCurve(decision, in_use, tuple(
        CostPoint(value, share_of(len(others) - bisect_right(others, value), len(others)),
                  share_of(bisect_right(wanted, value), len(wanted))) for value in sorted({*STEPS, in_use})))


def _shoppable(rows: list[Row]) -> list[tuple[float, bool]]:
    return [(max(row.scores[1:]), row.label != INTENT_LABELS[0]) for row in rows if row.label]


def _sensitive(rows: list[Row]) -> list[tuple[float, bool]]:
    return [(row.sensitive_score, row.sensitive == "1") for row in rows if row.sensitive]
