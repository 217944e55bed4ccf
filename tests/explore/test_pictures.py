"""Stored rows become arrays; what failed or is not known is in no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import explore
from core.catalog import corrections
from core.explore.pictures import from_rows
from core.explore.rows import StoredRow
from core.nouns.correction import Correction
from core.settings import Settings
from core.site import Site
from core.words.explore import summary
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row
from tests.explore.made_up_rows import row


def test_failures_are_counted_and_an_unknown_category_is_no_mistake() -> None:
    pictures = from_rows([row(1), StoredRow("broken.jpg", error="BrokenPicture"), row(3, truth=""),
                          row(4, label="other", truth="home_decor")])
    assert len(pictures) == 3 and pictures.failed == 1
    assert pictures.known.tolist() == [True, False, True] and pictures.wrong.tolist() == [False, False, True]


def test_margin_is_between_the_two_best_scores() -> None:
    assert from_rows([row(1, score=0.4)]).margin[0] == pytest.approx(0.2)


def test_slices_of_one_source_share_a_value() -> None:
    values = from_rows([row(1, width=300), row(20, width=1200)]).values
    assert values["source"] == ("feed row", "feed row") and values["size"] == ("small", "large")


def test_no_rows_and_failures_only_are_empty() -> None:
    for rows in ([], [StoredRow("broken.jpg", error="BrokenPicture")]):
        pictures = from_rows(rows)
        assert len(pictures) == 0 and pictures.scores.shape == (0, 4) and not pictures.known.any()


def test_a_persons_word_is_the_truth_before_the_shops_and_counted_at_once(tmp_path: Path) -> None:
    rows = [replace(made_row(number), number=number, picture_id=f"{number}" * 64) for number in (1, 2, 3)]
    with Site(Settings(data_dir=tmp_path)) as site:
        job_id = finished_audit(site.store, rows)
        before = explore.stored_pictures(site, job_id)
        wrong = "other" if rows[1].top_label != "other" else "apparel"
        with site.store.writing() as connection:
            corrections.add(connection, [Correction("2" * 64, "label", wrong, "", "", datetime.now(UTC))])
        after = explore.stored_pictures(site, job_id)
        answer = explore.answer(site, job_id)
    assert after.scores is before.scores, "read once"
    assert (before.corrected, after.corrected, after.shop.tolist()) == (0, 1, before.truth.tolist())
    assert after.wrong[1] and after.known[1]
    assert answer["corrected"] == 1 and "For 1 a person said it" in summary(answer)
