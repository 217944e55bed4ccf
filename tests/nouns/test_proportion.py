"""Wilson's interval against values from the literature, and its meaning at the ends."""

from __future__ import annotations

import pytest

from core.nouns.proportion import share_of, wilson


@pytest.mark.parametrize(("hits", "count", "low", "high"), [
    (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (29, 29, 0.8830, 1.0000),
])
def test_published_intervals(hits, count, low, high) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), abs=5e-5)


def test_nothing_tried_is_nothing_known() -> None:
    share = share_of(0, 0)
    assert share.share is None and (share.low, share.high) == (0.0, 1.0) == wilson(0, 0)


@pytest.mark.parametrize("count", [1, 7, 100, 100_000])
def test_the_interval_holds_the_share_and_is_mirrored(count) -> None:
    for hits in {0, 1, count // 3, count}:
        share, other = share_of(hits, count), share_of(count - hits, count)
        assert 0 <= share.low <= share.share <= share.high <= 1
        assert (share.low, share.high) == pytest.approx((1 - other.high, 1 - other.low))


def test_more_tries_narrow_it() -> None:
    widths = [share_of(3 * factor, 10 * factor).high - share_of(3 * factor, 10 * factor).low for factor in (1, 10, 100)]
    assert widths == sorted(widths, reverse=True)
