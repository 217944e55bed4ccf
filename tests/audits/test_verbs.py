"""Starting, repeating and finding audits: what a request becomes on the job board, and who may name what."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import audits
from core.catalog.tables import jobs
from core.errors import Misuse, NotFound, Refused, SetupError
from core.settings import ROOT, Settings
from core.site import Site


class RecordingBoard:
    """A job board that stores jobs and runs nothing."""

    def __init__(self, site: Site) -> None:
        self.store, self.resumed = site.store, []

    def start(self, source: str, kind: str, options: dict[str, Any]) -> str:
        return self.store.create_job(source, kind, options)

    def job(self, job_id: str) -> Any:
        return self.store.job(job_id)

    def resume(self, job_id: str) -> None:
        self.resumed.append(job_id)

    def finish(self, job_id: str) -> None:
        with self.store.writing() as connection:
            connection.execute(jobs.update().where(jobs.c.job_id == job_id).values(state="done", running_source=None))

    def close(self) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    boards: dict[int, RecordingBoard] = {}

    def open_board(opened: Site) -> RecordingBoard:
        return boards.setdefault(id(opened), RecordingBoard(opened))

    monkeypatch.setattr("core.audits.verbs.open_board", open_board)
    with Site(Settings(data_dir=tmp_path / "data")) as opened:
        opened.board = open_board(opened)  # type: ignore[attr-defined]
        yield opened


FEED = "https://shop.example/feed.xml"


def test_rendering_is_asked_for_and_needs_a_browser(site: Site, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\n", encoding="utf-8")
    browser.chmod(0o755)
    request = audits.AuditRequest("page", render=True)
    site.settings = site.settings.model_copy(update={"browser": str(browser)})
    pytest.importorskip("playwright", reason="playwright is not installed: pip install -r requirements-render.txt")
    assert site.store.job(audits.start(site, "https://shop.example/", request)).options["render"] is True
    assert audits.why_not_rendered(site) == ""
    site.settings = site.settings.model_copy(update={"browser": str(tmp_path / "gone")})
    with pytest.raises(SetupError, match="gone"):
        audits.start(site, "https://shop.example/2", request)
    assert "MERCHLENS_BROWSER" in audits.why_not_rendered(site)
    job_id = audits.start(site, "https://shop.example/3", audits.AuditRequest("page"))
    assert site.store.job(job_id).options["render"] is False, "the default needs none"


def test_a_request_becomes_the_options_of_a_job(site: Site) -> None:
    request = audits.AuditRequest("feed", ("all",), {"image": "foto"}, 50)
    job = audits.job(site, audits.start(site, f" {FEED} ", request, name="Our feed"))
    assert (job.source, job.source_kind, job.kind) == (FEED, "feed", "audit")
    assert job.options["columns"] == {"picture": "foto"} and job.options["limit"] == 50
    assert "amazon" in job.options["rules"] and "all" not in job.options["rules"]
    assert audits.source_name(job) == "Our feed"


def test_the_kind_of_an_address_is_detected_later_and_that_of_a_folder_now(site: Site, tmp_path: Path) -> None:
    address = audits.job(site, audits.start(site, FEED, audits.AuditRequest()))
    folder = audits.job(site, audits.start(site, str(tmp_path), audits.AuditRequest()))
    assert (address.source_kind, folder.source_kind) == ("auto", "folder")
    assert folder.source == str(tmp_path.resolve()) and audits.source_name(folder) == folder.source


@pytest.mark.parametrize(("source", "request_", "error"), [
    ("  ", audits.AuditRequest(), Misuse),
    (FEED, audits.AuditRequest("dance"), Misuse),
    (FEED, audits.AuditRequest(rules=("nobody",)), Misuse),
    (FEED, audits.AuditRequest(limit=-1), Misuse),
    ("/no/such/place", audits.AuditRequest(), NotFound),
])
def test_what_cannot_start_is_refused_and_no_job_is_left(site: Site, source: str, request_: Any, error: type) -> None:
    with pytest.raises(error) as raised:
        audits.start(site, source, request_)
    assert raised.value.hint and audits.jobs(site) == []


def test_visitors_from_elsewhere_name_no_path_of_the_server(site: Site, tmp_path: Path) -> None:
    for source in (str(tmp_path), "s3://bucket/photos"):
        with pytest.raises(Refused):
            audits.start(site, source, audits.AuditRequest(), local=False)
    assert audits.start(site, FEED, audits.AuditRequest(), local=False)


def test_an_upload_keeps_its_name_and_is_open_to_everybody(site: Site) -> None:
    first = audits.start_upload(site, "../../etc/Feed.CSV", io.BytesIO(b"image\n"), audits.AuditRequest())
    job = audits.job(site, first)
    assert audits.source_name(job) == "../../etc/Feed.CSV"
    assert Path(job.source).is_relative_to(site.settings.data_dir.resolve()) and job.source.endswith(".csv")
    assert Path(job.source).read_bytes() == b"image\n"
    site.board.finish(first)  # type: ignore[attr-defined]
    again = audits.job(site, audits.restart(site, first, local=False))
    assert (again.source, again.options) == (job.source, job.options)


@pytest.mark.parametrize("name", ["photo.jpg", "feed", "feed.csv.exe"])
def test_an_upload_of_another_format_is_refused(site: Site, name: str) -> None:
    with pytest.raises(Misuse, match=r"\.csv"):
        audits.start_upload(site, name, io.BytesIO(b""), audits.AuditRequest())


def test_a_restart_keeps_the_request_or_takes_other_columns(site: Site, tmp_path: Path) -> None:
    first = audits.start(site, FEED, audits.AuditRequest("feed", ("google",), {"picture": "foto"}, 7))
    before = audits.job(site, first)
    with pytest.raises(Misuse):
        audits.restart(site, first)
    site.board.finish(first)  # type: ignore[attr-defined]
    same = audits.restart(site, first)
    assert audits.job(site, same).options == before.options
    site.board.finish(same)  # type: ignore[attr-defined]
    changed = audits.restart(site, first, {"picture": "bild"})
    assert audits.job(site, changed).options == {**before.options, "columns": {"picture": "bild"}}
    folder = audits.start(site, str(tmp_path), audits.AuditRequest())
    site.board.finish(folder)  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        audits.restart(site, folder, local=False)
    demo = audits.start(site, str(ROOT / "demo"), audits.AuditRequest())
    site.board.finish(demo)  # type: ignore[attr-defined]
    assert audits.restart(site, demo, local=False), "the demo shop belongs to nobody"


def test_the_newest_unfinished_audit_of_a_source_is_resumed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound, match="to resume"):
        audits.resume_source(site, FEED)
    running = audits.start(site, FEED, audits.AuditRequest())
    assert audits.resume_source(site, FEED) == running and site.board.resumed == []  # type: ignore[attr-defined]
    stopped = [replace(job, state="paused") for job in site.store.jobs("audit")]
    monkeypatch.setattr(site.store, "jobs", lambda kind: stopped)
    assert audits.resume_source(site, FEED) == running
    assert site.board.resumed == [running]  # type: ignore[attr-defined]


def test_jobs_of_other_kinds_are_no_audits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = audits.start(site, FEED, audits.AuditRequest())
    study = replace(site.store.job(job_id), kind="study")
    monkeypatch.setattr(site.board, "job", lambda job_id: study)  # type: ignore[attr-defined]
    for verb in (audits.job, audits.restart):
        with pytest.raises(NotFound, match="no audit"):
            verb(site, job_id)
