"""An audit's report is made from its rows once: kept over a restart, with progress, made anew when it is stale."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from core.audits.report import build
from core.audits.report.build import read_report
from core.catalog.tables import jobs
from core.errors import NotFound, SetupError
from core.settings import Settings
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_catalog

COUNT = 5000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield opened


def shop(count: int = COUNT):
    """Rows, of each hundred the last and the first of the next with the same picture."""
    for row in made_catalog(count):
        which = (row.number + 1) // 100 * 100 if (row.number + 1) % 100 < 2 else row.number
        yield row if row.error else replace(row, picture_id=sha256(b"%d" % which).hexdigest())


def restarted(site: Site, monkeypatch: pytest.MonkeyPatch, *, rows_may_be_read: bool) -> Site:
    """The same data folder in a new process, whose memory is empty."""
    new = Site(site.settings)
    if not rows_may_be_read:
        monkeypatch.setattr(build, "brief_rows", lambda *_: pytest.fail("the rows are read again"))
    return new


def counted(monkeypatch: pytest.MonkeyPatch, work: Callable[[], None] = lambda: None) -> list[str]:
    """The audits whose rows are read into a report from now on; `work` is done before each."""
    made, tallied = [], build._tallied

    def tally(site: Site, job_id: str, *rest: Any) -> build.AuditReport:
        made.append(job_id)
        work()
        return tallied(site, job_id, *rest)

    monkeypatch.setattr(build, "_tallied", tally)
    return made


def held_at(number: int, gate: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows after so many wait for the gate."""
    rows = build.brief_rows

    def held(*rest: Any) -> Iterator[Any]:
        for place, row in enumerate(rows(*rest)):
            if place == number:
                gate.wait(60)
            yield row

    monkeypatch.setattr(build, "brief_rows", held)


def test_twenty_readers_at_once_cost_one_reading(site, monkeypatch) -> None:
    job_id, together = finished_audit(site.store, shop(300)), threading.Barrier(20)
    made = counted(monkeypatch, lambda: time.sleep(0.5))

    def reader(number: int) -> build.AuditReport:
        together.wait(60)
        return read_report(site, job_id)

    with ThreadPoolExecutor(20) as readers:
        reports = list(readers.map(reader, range(20)))
    assert made == [job_id] and all(report is reports[0] for report in reports)


def test_everybody_who_waits_sees_how_far_the_reading_is(site, monkeypatch) -> None:
    job_id, gate = finished_audit(site.store, shop(500)), threading.Event()
    monkeypatch.setattr(build, "REPORT_EVERY", 100)
    seen: list[int] = []
    held_at(250, gate, monkeypatch)

    def see(number: int) -> None:
        seen.append(number)
        if len(seen) >= 4:
            gate.set()

    with ThreadPoolExecutor(2) as readers:
        reports = list(readers.map(lambda _: read_report(site, job_id, see), range(2)))
    assert reports[0] is reports[1] and set(seen[:4]) == {200}


def test_a_reader_who_leaves_does_not_end_the_report_of_the_others(site, monkeypatch) -> None:
    """A page that runs again is ended by an exception in its progress bar."""
    job_id, gate = finished_audit(site.store, shop(500)), threading.Event()
    monkeypatch.setattr(build, "REPORT_EVERY", 100)
    made = counted(monkeypatch)
    held_at(250, gate, monkeypatch)

    def leave(number: int) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        read_report(site, job_id, leave)
    gate.set()
    assert read_report(site, job_id).summary.rows == 500 and made == [job_id]


def test_a_reading_that_fails_is_told_to_its_readers_and_begun_again_by_the_next(site, monkeypatch) -> None:
    job_id = finished_audit(site.store, shop(50))

    def fail() -> None:
        monkeypatch.undo()
        raise SetupError("The disk is gone.", "Bring it back.")

    counted(monkeypatch, fail)
    with pytest.raises(SetupError):
        read_report(site, job_id)
    assert read_report(site, job_id).summary.rows == 50


def test_after_a_restart_the_same_report_comes_without_reading_a_row(site, monkeypatch) -> None:
    job_id, progress = finished_audit(site.store, shop()), []
    first = read_report(site, job_id)
    assert first.summary.rows == COUNT and first.first.total > 100 and first.shared_total > 10
    new = restarted(site, monkeypatch, rows_may_be_read=False)
    assert read_report(new, job_id, progress.append) == first
    assert progress == []
    new.close()


@pytest.mark.parametrize("change", ["more results", "another model", "a damaged file", "no file"])
def test_a_stale_report_is_made_anew(site, monkeypatch, change) -> None:
    job_id = finished_audit(site.store, shop(500))
    first = read_report(site, job_id)
    report = site.settings.data_dir / "reports" / f"{job_id}.json"
    if change == "more results":
        with site.store.writing() as connection:
            connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(failed=jobs.c.failed + 1))
    elif change == "another model":
        monkeypatch.setattr("core.audits.report.build.error_rates", lambda site: None)
    elif change == "a damaged file":
        report.write_text(report.read_text("utf-8")[:-1000], "utf-8")
    else:
        report.unlink()
    new, made = restarted(site, monkeypatch, rows_may_be_read=True), counted(monkeypatch)
    assert read_report(new, job_id).summary == first.summary
    assert made == [job_id], "the rows are read"
    new.close()


def test_in_one_process_a_report_is_made_once_and_belongs_to_one_audit(site) -> None:
    first, second = (finished_audit(site.store, shop(count)) for count in (300, 200))
    report, other = read_report(site, first), read_report(site, second)
    assert read_report(site, first) is report
    assert (report.summary.rows, other.summary.rows) == (300, 200)


def test_memory_keeps_the_newest_reports(site, monkeypatch) -> None:
    monkeypatch.setattr("core.audits.report.build.KEPT_REPORTS", 2)
    audits = [finished_audit(site.store, made_catalog(20)) for _ in range(4)]
    reports = [read_report(site, job_id) for job_id in audits]
    assert read_report(site, audits[-1]) is reports[-1]
    assert read_report(site, audits[0]) == reports[0] and read_report(site, audits[0]) is not reports[0]


def test_the_report_of_an_audit_without_rows_is_empty(site) -> None:
    report = read_report(site, site.store.create_job("https://shop.example", "page", {}))
    assert report.summary.rows == 0 and report.first.total == 0 and report.shared == ()
    with pytest.raises(NotFound):
        read_report(site, "0" * 16)
