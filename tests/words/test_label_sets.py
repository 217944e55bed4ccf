"""Why photos are in the queue of several possible labels: by their set, by the margin, or both."""

from __future__ import annotations

import pytest

from core.nouns.label_set import SensitiveCoverage, SetCoverage
from core.nouns.proportion import share_of
from core.words.label_sets import coverage_words, queue_words, sensitive_words

COVERAGE = SetCoverage(0.9, share_of(90, 100))


@pytest.mark.parametrize(("with_sets", "without_sets", "said", "silent"), [
    (3, 0, ("holds more than one label", "90.0 % (82.6 to 94.5, n = 100)"), ("without label sets",)),
    (0, 3, ("were analyzed without label sets", "nearer than 0.1"), ("left-out sources",)),
    (3, 1, ("n = 100", "1 photo was analyzed without label sets and is here where"), ()),
])
def test_the_reason_says_how_photos_were_found(with_sets: int, without_sets: int, said: tuple[str, ...],
                                               silent: tuple[str, ...]) -> None:
    words = queue_words(with_sets, without_sets, COVERAGE)
    assert all(part in words for part in said) and not any(part in words for part in silent)


def test_nothing_is_said_of_a_coverage_that_nobody_promised_or_measured() -> None:
    assert coverage_words(SetCoverage()) == ""
    assert coverage_words(SetCoverage(0.9)) == "Label sets are made to hold the true label for 90 % of photos."


def test_sets_for_sensitive_say_both_shares() -> None:
    words = sensitive_words(SensitiveCoverage(0.9, share_of(129, 146), share_of(885, 984)))
    assert "90 % of restricted goods" in words and "88.4 %" in words and "89.9 %" in words
    assert sensitive_words(SensitiveCoverage()) == ""
