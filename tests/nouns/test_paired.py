"""Paired differences against published values, and what they mean."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from core.nouns.paired import group_interval, paired_difference


def right(both: int, only_after: int, only_before: int, neither: int) -> tuple[list[bool], list[bool]]:
    before = [True] * both + [False] * only_after + [True] * only_before + [False] * neither
    after = [True] * both + [True] * only_after + [False] * only_before + [False] * neither
    return before, after


def test_the_published_interval() -> None:
    found = paired_difference(*right(36, 12, 2, 0))  # Newcombe 1998, method 10
    assert (found.low, found.high) == pytest.approx((0.0569, 0.3404), abs=5e-5)


def test_changed_pictures_are_counted_and_tested() -> None:
    found = paired_difference(*right(60, 15, 5, 20))
    assert (found.count, found.better, found.worse) == (100, 15, 5) and found.difference == pytest.approx(0.1)
    assert (found.before.hits, found.after.hits) == (65, 75)
    assert found.p_value == pytest.approx(binomtest(5, 20).pvalue)


def test_the_other_way_round_is_the_mirror_image() -> None:
    before, after = right(60, 15, 5, 20)
    one, other = paired_difference(before, after), paired_difference(after, before)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_no_change_is_no_certainty() -> None:
    found = paired_difference(*right(40, 0, 0, 10))
    assert found.difference == 0 and found.low < 0 < found.high and found.p_value == 1


def test_without_pictures_nothing_is_known() -> None:
    found = paired_difference([], [])
    assert (found.count, found.difference, found.low, found.high) == (0, 0, -1, 1)


def test_sources_that_disagree_widen_the_interval() -> None:
    before, after = right(60, 20, 4, 16)
    mixed = ["abcdef"[k % 6] for k in range(100)]
    gain_in_one = ["a" if second and not first else "bcdef"[k % 5]
                   for k, (first, second) in enumerate(zip(before, after, strict=True))]
    alone, even, uneven = (paired_difference(before, after, groups) for groups in ((), mixed, gain_in_one))
    assert alone.groups == 0 and even.groups == 6
    assert even.low > 0 > uneven.low and uneven.low < even.low <= alone.low


@pytest.mark.parametrize("number", [3, 5, 12])
def test_the_interval_by_group_holds_the_truth_nineteen_times_in_twenty(number) -> None:
    draw, held = np.random.default_rng(number), 0
    for _ in range(200):
        rates = draw.beta(16, 4, number)  # mean 0.8
        hits = np.concatenate([draw.random(40) < rate for rate in rates])
        low, high = group_interval(hits, [str(k) for k in range(number) for _ in range(40)])
        held += low <= 0.8 <= high
    assert held / 200 >= 0.9
