"""Stored rows become arrays; what failed or is not known is in no figure."""

from __future__ import annotations

import pytest

from core.explore.pictures import from_rows
from core.nouns.audit_row import AuditRow
from tests.explore.made_up_rows import row


def test_failures_are_counted_and_an_unknown_category_is_no_mistake() -> None:
    pictures = from_rows([row(1), AuditRow(2, "broken.jpg", error="BrokenPicture"), row(3, truth=""),
                          row(4, label="other", truth="home_decor")])
    assert len(pictures) == 3 and pictures.failed == 1
    assert pictures.known.tolist() == [True, False, True] and pictures.wrong.tolist() == [False, False, True]


def test_margin_is_between_the_two_best_scores() -> None:
    assert from_rows([row(1, score=0.4)]).margin[0] == pytest.approx(0.2)


def test_slices_of_one_source_share_a_value() -> None:
    values = from_rows([row(1, width=300), row(20, width=1200)]).values
    assert values["source"] == ("feed row", "feed row") and values["size"] == ("small", "large")


def test_no_rows_and_failures_only_are_empty() -> None:
    for rows in ([], [AuditRow(1, "broken.jpg", error="BrokenPicture")]):
        pictures = from_rows(rows)
        assert len(pictures) == 0 and pictures.scores.shape == (0, 4) and not pictures.known.any()
