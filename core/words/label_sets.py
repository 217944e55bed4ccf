"""What people read of label sets where photos are queued by them."""

from __future__ import annotations

from core.nouns.label_set import SensitiveCoverage, SetCoverage
from core.words.labels import SENSITIVE_WORD
from core.words.model_card import share_words
from core.words.numerals import count, verb

BY_MARGIN = "the two best scores, or the shoppable score and its threshold, are nearer than 0.1."


def coverage_words(coverage: SetCoverage) -> str:
    """What label sets promise and what was measured; "" without sets.

    Examples
    --------
    >>> from core.nouns.proportion import share_of
    >>> coverage_words(SetCoverage(0.9, share_of(286, 325)))[63:]
    'measured on left-out sources: 88.0 % (84.0 to 91.1, n = 325).'
    """
    if not coverage.promised:
        return ""
    measured = f"; measured on left-out sources: {share_words(coverage.measured)}" if coverage.measured.count else ""
    return f"Label sets are made to hold the true label for {100 * coverage.promised:.0f} % of photos{measured}."


def sensitive_words(coverage: SensitiveCoverage) -> str:
    """What the sets for restricted goods promise and what was measured; "" without sets."""
    if not coverage.promised:
        return ""
    return (f"Sets for {SENSITIVE_WORD.lower()} are made to hold the true answer for {100 * coverage.promised:.0f} % "
            f"of restricted goods, and of others; measured on left-out sources: {share_words(coverage.restricted)} of "
            f"restricted goods, {share_words(coverage.others)} of others.")


def queue_words(with_sets: int, without_sets: int, coverage: SetCoverage) -> str:
    """Why photos are in the queue of several possible labels, by their label set or, without one, by the margin."""
    if not with_sets:
        return f"These photos were analyzed without label sets: {BY_MARGIN}"
    words = f"The label set of these photos holds more than one label. {coverage_words(coverage)}".strip()
    if not without_sets:
        return words
    were, are = verb(without_sets, "was", "were"), verb(without_sets)
    return f"{words} {count(without_sets, 'photo')} {were} analyzed without label sets and {are} here where {BY_MARGIN}"
