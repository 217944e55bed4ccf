"""The section "One edit that helps many" of an audit's report, in each of its states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import analyze, flip
from core.errors import Misuse, NotFound
from core.flip.summary import summarize
from core.nouns.flip import Edit
from core.nouns.job import Job
from tests.flip.flip_rows import flip_row
from tests.pages.made_up_audits import Shop, finished, open_shop
from tests.pages.made_up_site import html, page, picture

SEARCH = Job("bb", "aa", "analysis", {}, "running", 1, 1, 0, 0, 0, datetime.now(UTC), kind="flip", fraction=0.25,
             step="1 of 4 borderline photos searched", seconds_left=40.0)
LEFT = Edit("crop", 0.04, "left")
ROWS = [flip_row("a", LEFT, Edit("rotate", 3.0)), flip_row("b", LEFT), flip_row("c"),
        flip_row("d", Edit("pad", 0.2), shoppable=True)]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    monkeypatch.setattr(analyze, "thumbnail", lambda site, picture_id: picture())
    monkeypatch.setattr(flip, "edited_thumbnail", lambda site, picture_id, edits: picture())
    opened = open_shop(monkeypatch, tmp_path)
    yield opened
    opened.audits.close()
    opened.store.close()


def report(shop: Shop, patch: pytest.MonkeyPatch, job: Job | None, rows: int, borderline: int = 4) -> AppTest:
    """The report of an audit with so many photos searched."""
    summary = summarize(ROWS[:rows], [], borderline)
    patch.setattr(flip, "flips_of", lambda site, job_id: flip.FlipSet(job, summary))
    patch.setattr(flip, "flips_job", lambda site, job_id: job)
    patch.setattr(flip, "flips_summary", lambda site, job_id: summary)
    test = page("pages/audits.py", job=finished(shop))
    assert not test.exception
    return test


def words(test: AppTest) -> str:
    return "\n".join(part.value for part in (*test.markdown, *test.caption)).replace("\\", "")


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_without_a_borderline_photo_there_is_nothing_to_start(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    test = report(shop, monkeypatch, None, 0, borderline=0)
    assert "No photo has a score within 0.15" in words(test)
    assert not [label for label in buttons(test) if label.startswith("Search")]


def test_the_search_starts_with_a_click_and_a_refusal_is_a_sentence(
        shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def start(site: Shop, job_id: str) -> None:
        started.append(job_id)
        raise Misuse("These photos were analyzed by the model old; this site has new.", "Run the audit again.")

    monkeypatch.setattr(flip, "start_flips", start)
    test = report(shop, monkeypatch, None, 0)
    test.button(key="search-edits").click().run()
    assert "Search 4 borderline photos" in buttons(test) and len(started) == 1
    assert "analyzed by the model old" in html(test) + words(test)


def test_while_it_runs_there_are_progress_time_left_a_way_to_cancel_and_the_result_so_far(
        shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled: list[str] = []
    monkeypatch.setattr(flip, "cancel_flips", lambda site, job_id: cancelled.append(job_id))
    test = report(shop, monkeypatch, SEARCH, 1)
    assert "So far: This one edit helps 1 of 1 photo that just misses being shoppable" in words(test)
    assert "search-edits" not in [button.key for button in test.button]
    test.button(key="cancel").click().run()
    assert len(cancelled) == 1


def test_the_result_ranks_edits_with_before_and_after_and_the_rest_can_be_searched(
        shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    test = report(shop, monkeypatch, replace(SEARCH, state="cancelled"), 4, borderline=6)
    said, drawn = words(test), html(test)
    assert "This one edit helps 2 of 3 photos that just miss being shoppable: crop from the left by 4 %." in said
    assert "for 1 no edit is enough" in said and "1 photo is just shoppable" in said
    assert drawn.index("Crop from the left") < drawn.index("Rotate clockwise") and "Add plain space" not in drawn
    assert drawn.count('alt="Before"') == drawn.count('alt="After"') == 2
    assert "Search the remaining 2 photos" in buttons(test)


def test_no_edit_a_lost_file_and_a_failed_search_are_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = replace(SEARCH, state="failed", message="The data folder cannot be written.", hint="Make room.")
    monkeypatch.setitem(globals(), "ROWS", [flip_row("c")])
    test = report(shop, monkeypatch, failed, 1)
    assert "No edit makes one of the 1 photos" not in words(test) and "No edit makes the photo shoppable" in words(test)
    assert "The data folder cannot be written." in html(test) + words(test)

    def gone(*arguments: object) -> bytes:
        raise NotFound("The picture's file is gone.", "Analyze it again.")

    monkeypatch.setattr(flip, "edited_thumbnail", gone)
    monkeypatch.setitem(globals(), "ROWS", [flip_row("lost", LEFT)])
    assert "No photo" in html(report(shop, monkeypatch, None, 1))
