"""The steps of the demo: their order, an interrupted run that continues, failures and cancels."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.demo import run
from core.demo.run import DemoRun, read_note
from core.errors import SetupError
from tests.demo.conftest import Rooms


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(run, "choose_highlights", lambda *_, **__: "highlights")


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_audit_comes_first_and_the_analysis_after_it(rooms: Rooms, tmp_path: Path) -> None:
    rooms.audit = "running"
    demo = DemoRun(rooms, tmp_path / "demo", "v1")
    until(lambda: len(rooms.started) == 2)
    state = demo.state()
    assert rooms.started == ["audit", "study"], "both at once"
    assert (state.state, state.step, state.done, state.total, state.analysis) == ("running", "audit", 4, 4, "")
    assert 0 < state.fraction < 1
    rooms.audit = "done"
    assert demo.ended.wait(60)
    assert rooms.started == ["audit", "study", "analysis"]
    state = demo.state()
    assert (state.state, state.audit, state.study, state.analysis) == ("done", "audit-1", "study-2", "analysis-3")
    assert state.highlights == "highlights"
    assert read_note(tmp_path / "demo") == {"version": "v1", "audit": "audit-1", "study": "study-2",
                                            "analysis": "analysis-3", "finished": True}


def test_it_waits_for_the_study_last(rooms: Rooms, tmp_path: Path) -> None:
    rooms.study = "running"
    demo = DemoRun(rooms, tmp_path, "v1")
    until(lambda: demo.state().step == "study")
    assert demo.state().fraction == pytest.approx(0.85 + 0.05 + 0.0125), "half of the analysis, a quarter of the study"
    rooms.study = "done"
    assert demo.ended.wait(60)


def test_an_interrupted_run_continues_with_what_it_has(rooms: Rooms, tmp_path: Path) -> None:
    rooms.audit = "running"
    first = DemoRun(rooms, tmp_path, "v1")
    until(lambda: len(rooms.started) == 2)
    first.close()
    assert rooms.cancelled == [], "the next process continues it"
    rooms.audit = "paused"
    second = DemoRun(rooms, tmp_path, "v1")
    assert second.ended.wait(60)
    assert rooms.started[:3] == ["audit", "study", "resume audit-1"]
    assert rooms.started[3:] == ["analysis"]


def test_steps_that_failed_or_are_gone_start_again(rooms: Rooms, tmp_path: Path) -> None:
    (tmp_path / run.NOTE).write_text('{"version": "v1", "audit": "gone", "study": "study-1", "analysis": ""}', "utf-8")
    demo = DemoRun(rooms, tmp_path, "v1")
    assert demo.ended.wait(60)
    assert rooms.started == ["audit", "analysis"]


def test_a_note_of_another_version_counts_for_nothing(rooms: Rooms, tmp_path: Path) -> None:
    (tmp_path / run.NOTE).write_text('{"version": "v0", "audit": "audit-1", "study": "study-1"}', "utf-8")
    demo = DemoRun(rooms, tmp_path, "v1")
    assert demo.ended.wait(60)
    assert rooms.started == ["audit", "study", "analysis"]


@pytest.mark.parametrize("note", ["", "{", "[]", "null"])
def test_a_damaged_note_counts_for_nothing(tmp_path: Path, note: str) -> None:
    (tmp_path / run.NOTE).write_text(note, "utf-8")
    assert read_note(tmp_path) == {}


@pytest.mark.parametrize(("change", "sentence"), [
    ({"audit": "failed"}, "The audit of the demo shop failed."),
    ({"audit": "cancelled"}, "The audit of the demo shop was canceled."),
    ({"study": "failed"}, "The table broke."),
])
def test_a_step_that_fails_ends_the_demo_with_its_reason(rooms: Rooms, tmp_path: Path, change: dict[str, str],
                                                         sentence: str) -> None:
    vars(rooms).update(change)
    demo = DemoRun(rooms, tmp_path, "v1")
    assert demo.ended.wait(60)
    state = demo.state()
    assert state.state == "failed" and state.error is not None
    assert state.error.message == sentence
    assert state.error.hint


def test_a_bug_is_a_value_with_a_request_to_report_it(rooms: Rooms, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "choose_highlights", lambda *_, **__: 1 / 0)
    demo = DemoRun(rooms, tmp_path, "v1")
    assert demo.ended.wait(60)
    error = demo.state().error
    assert error is not None and "ZeroDivisionError" in error.message
    assert error.hint == "This is a bug in Merchlens. Please report it."


def test_a_folder_that_cannot_be_written_is_a_set_up_error(rooms: Rooms, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    demo = DemoRun(rooms, tmp_path / "file", "v1")
    assert demo.ended.wait(60)
    assert isinstance(demo.state().error, SetupError)


def test_cancel_ends_what_it_started(rooms: Rooms, tmp_path: Path) -> None:
    rooms.audit = rooms.study = "running"
    demo = DemoRun(rooms, tmp_path, "v1")
    until(lambda: len(rooms.started) == 2)
    demo.cancel()
    assert demo.ended.is_set()
    assert demo.state().state == "cancelled"
    assert rooms.cancelled == ["audit-1", "study-2"]


def test_the_time_left_is_by_the_pace_since_the_first_photo(rooms: Rooms, tmp_path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    rooms.audit = "running"
    demo = DemoRun(rooms, tmp_path, "v1")
    clock = iter((100.0, 104.0))
    with monkeypatch.context() as patch:
        patch.setattr(run, "time", SimpleNamespace(monotonic=lambda: next(clock)))
        assert demo._seconds_left(1, 0.1) is None
        assert demo._seconds_left(10, 0.5) == pytest.approx(5.0), "0.4 took 4 s, 0.5 are left"
    demo.cancel()
