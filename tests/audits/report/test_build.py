"""An audit's report is read from its rows once: kept over a restart, told how far it is, made anew when it is stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from core.audits.report.build import read_report
from core.catalog.tables import jobs
from core.settings import Settings
from core.site import Site
from tests.audits.report.catalog import made_catalog
from tests.audits.report.filled import filled

COUNT = 5000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Any]:
    with Site(Settings(data_dir=tmp_path)) as opened:
        yield opened


def shop(count: int = COUNT):
    """Rows, of each hundred the last and the first of the next with the same picture."""
    for row in made_catalog(count):
        which = (row.number + 1) // 100 * 100 if (row.number + 1) % 100 < 2 else row.number
        yield row if row.error else replace(row, picture_id=sha256(b"%d" % which).hexdigest())


def restarted(site: Any, monkeypatch: pytest.MonkeyPatch, *, rows_may_be_read: bool) -> Any:
    """The same data folder in a new process, which forgets what memory held."""
    new = Site(site.settings)
    if not rows_may_be_read:
        monkeypatch.setattr(new.store, "rows", lambda *_, **__: pytest.fail("the rows are read again"))
    return new


def test_after_a_restart_the_same_report_comes_without_reading_a_row(site, monkeypatch) -> None:
    job_id, told = filled(site.store, shop()), []
    first = read_report(site, job_id, told.append)
    assert told == [2000, 4000]
    assert first.summary.rows == COUNT and first.first.total > 100 and first.shared_total > 10
    new = restarted(site, monkeypatch, rows_may_be_read=False)
    assert read_report(new, job_id, told.append) == first
    assert told == [2000, 4000]
    new.close()


@pytest.mark.parametrize("change", ["more results", "another model", "a damaged file", "no file"])
def test_a_stale_report_is_made_anew(site, monkeypatch, change) -> None:
    job_id = filled(site.store, shop(500))
    first = read_report(site, job_id)
    kept = site.settings.data_dir / "reports" / f"{job_id}.json"
    if change == "more results":
        with site.store.writing() as connection:
            connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(failed=jobs.c.failed + 1))
    elif change == "another model":
        monkeypatch.setattr("core.audits.report.build.error_rates", lambda site: None)
    elif change == "a damaged file":
        kept.write_text(kept.read_text("utf-8")[:-1000], "utf-8")
    else:
        kept.unlink()
    new, told = restarted(site, monkeypatch, rows_may_be_read=True), []
    monkeypatch.setattr("core.audits.report.build.SAY_EVERY", 100)
    assert read_report(new, job_id, told.append).summary == first.summary
    assert told, "the rows were read"
    new.close()
