"""Studies are jobs with a folder, those of release 0.1 too: cancelled from anywhere, restarted after a kill."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core import sales
from core.errors import InputError, MerchlensError, NotFound, SetupError
from core.jobs.kinds import LongKind, Progress
from core.nouns.job import Job
from core.sales.studies import NOTE, ORDER, open_studies
from core.settings import Settings
from core.site import Site
from tests.catalog.release import copy_of, expected

OLD = expected()["studies"][0]
REQUEST: dict[str, Any] = {"source": "simulated", "name": "Shop", "estimate": True}


class Table:
    """A study that waits at its gate instead of reading a table."""

    def __init__(self) -> None:
        self.gate, self.runs, self.orders = threading.Event(), list[str](), list[dict[str, Any]]()
        self.error: MerchlensError | None = None

    def kind(self, site: Site) -> LongKind:
        def run(job: Job, progress: Progress) -> None:
            self.runs.append(job.job_id)
            folder = site.settings.data_dir / "sales" / job.job_id
            self.orders.append(json.loads((folder / ORDER).read_text("utf-8")))
            while not self.gate.wait(0.02):
                if not progress("Reading the table", 0.25):
                    return
            if self.error:
                raise self.error

        return LongKind(run)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    made = Table()
    monkeypatch.setattr("core.sales.work.job_kind", made.kind)
    return made


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_study_goes_from_its_order_to_its_end(site: Site, table: Table) -> None:
    studies = site.part(open_studies)
    study_id = studies.start(REQUEST)
    until(lambda: studies.find(study_id).sentence == "Reading the table")
    study = studies.find(study_id)
    assert (study.state, study.name, study.simulated, study.fraction) == ("running", "Shop", True, 0.25)
    table.gate.set()
    study = studies.wait(study_id)
    assert (study.state, study.fraction, study.error, study.message) == ("done", 1.0, "", "")
    assert table.orders == [REQUEST] and studies.folder(study_id).is_dir()
    assert [one.study_id for one in studies.all()] == [study_id]


def test_what_fails_says_why_in_its_own_class(site: Site, table: Table) -> None:
    table.gate.set()
    table.error = InputError("The table has no dates.", "Add a column.")
    study = site.part(open_studies).wait(site.part(open_studies).start(REQUEST))
    assert (study.state, study.error, study.message, study.hint) == (
        "failed", "InputError", "The table has no dates.", "Add a column.")


def test_a_cancel_from_another_site_ends_it(site: Site, table: Table) -> None:
    """As from the command line while the server works on it."""
    study_id = site.part(open_studies).start(REQUEST)
    until(lambda: bool(table.runs))
    with Site(site.settings) as other:
        other.part(open_studies).cancel(study_id)
    study = site.part(open_studies).wait(study_id)
    assert (study.state, study.error) == ("cancelled", "WorkFailed") and "canceled" in study.message and study.hint
    site.part(open_studies).cancel(study_id)
    assert site.part(open_studies).find(study_id).state == "cancelled", "a second cancel changes nothing"


def test_a_study_that_a_kill_interrupted_starts_again(site: Site, table: Table) -> None:
    """As kill -9 leaves it: leased to a holder whose time is over, 25 % done."""
    study_id = site.part(open_studies).start(REQUEST)
    until(lambda: site.part(open_studies).find(study_id).fraction == 0.25)
    site.close()
    with Site(site.settings) as later:
        with later.store.writing() as connection:
            connection.execute(text("UPDATE items SET state = 'leased', holder = 'gone/1/2/3'"))
        assert later.store.job(study_id).state == "running"
        table.gate.set()
        assert later.part(open_studies).wait(study_id).state == "done" and table.runs == [study_id] * 2


def test_twelve_studies_at_once_wait_for_each_other(site: Site, table: Table) -> None:
    studies = site.part(open_studies)
    ids = [studies.start(REQUEST) for _ in range(12)]
    until(lambda: bool(table.runs))
    time.sleep(0.3)
    assert len(table.runs) == 1, "one at a time"
    waiting = [studies.find(study_id) for study_id in ids if study_id != table.runs[0]]
    assert {(study.state, study.sentence) for study in waiting} == {("running", "Waiting for its turn")}
    studies.cancel(waiting[-1].study_id)
    table.gate.set()
    assert [studies.wait(study_id).state for study_id in ids].count("done") == 11 == len(table.runs)


def test_a_study_that_is_forgotten_leaves_nothing(site: Site, table: Table) -> None:
    studies = site.part(open_studies)
    study_id = studies.start(REQUEST)
    folder = studies.folder(study_id)
    studies.forget(study_id)
    assert not folder.exists() and studies.all() == []
    for ask in (studies.find, studies.folder, studies.forget, studies.cancel):
        with pytest.raises(NotFound):
            ask(study_id)


def test_a_job_of_another_kind_is_no_study(site: Site) -> None:
    job_id = site.store.create_job("shop", "list", {})
    site.store.cancel(job_id)
    with pytest.raises(NotFound, match="no sales study"):
        site.part(open_studies).find(job_id)


def test_a_folder_that_cannot_be_written_says_so(site: Site) -> None:
    (site.settings.data_dir / "sales").write_text("a file")
    with pytest.raises(SetupError, match="cannot be written"):
        site.part(open_studies).start(REQUEST)
    assert site.store.jobs() == []


# Studies of release 0.1


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Site]:
    copy_of(tmp_path, "sales", "catalogue.db")
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def note_of(site: Site) -> Path:
    return site.settings.data_dir / "sales" / OLD["study_id"] / NOTE


def test_a_study_of_the_release_reads_as_before(older: Site) -> None:
    study = sales.study(older, OLD["study_id"])
    assert (study.state, study.progress.name, study.progress.simulated) == (OLD["state"], OLD["name"], True)
    assert study.progress.created == json.loads(note_of(older).with_name("imported.json").read_text())["created"]
    values = sales.report_values(study.report)
    assert values["method"]["name"] == OLD["method"] and len(values["effects"]) == OLD["effects"]
    assert [{name: effect[name] for name in OLD["overall"][0]} for effect in values["effects"]
            if effect["product"] is None] == OLD["overall"]
    assert json.loads(sales.export(older, OLD["study_id"], "json")) == json.loads(json.dumps(values))
    assert sales.export(older, OLD["study_id"], "csv").count(b"\n") == OLD["effects"] + 1
    assert len(sales.read_history(older, OLD["study_id"]).table) == 24 * 52
    assert [one.study_id for one in sales.list_studies(older)] == [OLD["study_id"]]
    assert len(older.store.jobs("audit")) == 9


def test_its_report_is_the_same_to_the_last_digit(older: Site) -> None:
    values = sales.report_values(sales.study(older, OLD["study_id"]).report)
    for row in (*values["effects"], *values["terms"]):  # as 0.1 spelled it
        row["beta_standardised"] = row.pop("beta_standardized")
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    assert digest == OLD["values_sha256"]


def test_it_is_entered_once_also_after_a_kill_in_between(older: Site) -> None:
    note = note_of(older)
    content = note.read_bytes()
    open_studies(older)
    assert not note.exists()
    note.write_bytes(content)  # as a process leaves it that dies between the catalog and the file
    open_studies(older)
    assert [job.job_id for job in older.store.jobs("study")] == [OLD["study_id"]] and not note.exists()


@pytest.mark.parametrize(("changes", "state", "error", "message"), [
    ({"state": "running"}, "failed", "WorkFailed", "The server stopped while it worked on this table."),
    ({"state": "failed", "error": "InputError", "message": "No dates.", "hint": "Add."}, "failed", "InputError",
     "No dates."),
    ({"state": "cancelled"}, "cancelled", "WorkFailed", "The study was canceled."),
])
def test_what_had_not_ended_well_says_so(older: Site, changes: dict[str, str], state: str, error: str,
                                         message: str) -> None:
    note_of(older).write_text(json.dumps(json.loads(note_of(older).read_text()) | changes))
    study = older.part(open_studies).find(OLD["study_id"])
    assert (study.state, study.error, study.message) == (state, error, message) and study.hint


@pytest.mark.parametrize("content", ["no JSON", "[]", "null", "{}", '{"created": "2026-01-01T00:00:00+00:00"}'])
def test_a_note_that_cannot_be_read_stays_and_the_log_says_so(older: Site, content: str,
                                                             caplog: pytest.LogCaptureFixture) -> None:
    note_of(older).write_text(content)
    with caplog.at_level(logging.WARNING):
        assert older.part(open_studies).all() == []
    assert note_of(older).exists() and OLD["study_id"] in caplog.text
