"""Batches of release 0.1 become jobs, once, whatever happens between the catalog and the file."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import analyze
from core.analyze import older_batches
from core.analyze.older_batches import OLDER, import_batches
from core.catalog.tables import items, results
from core.nouns.analysis import Analysis
from core.settings import Settings
from core.site import Site
from tests.catalog.release import copy_of, expected
from tests.made_up import made_up_analysis

BATCHES = expected()["batches"]
IDS = [batch["batch_id"] for batch in BATCHES]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    copy_of(tmp_path, "batches", "catalogue.db")
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def check_all_is_there(site: Site) -> None:
    for batch in BATCHES:
        job = analyze.find(site, batch["batch_id"])
        whole = batch["done"] == batch["total"]
        assert (job.kind, job.state) == ("analyze", "done" if whole else "cancelled")
        assert (job.total, job.settled) == (batch["total"], batch["done"])
        assert job.failed == sum(bool(result["error"]) for result in batch["results"])
        rows = [{"uri": row.uri, "error": getattr(row, "error", ""), "kind": getattr(row, "kind", ""),
                 "picture_id": getattr(row, "picture_id", "")} for row in analyze.results(site, job.job_id)]
        assert rows == batch["results"]


def left(site: Site) -> list[str]:
    return sorted(path.stem for path in (site.settings.data_dir / "batches").glob("*.jsonl"))


def moved(site: Site) -> list[str]:
    return sorted(path.stem for path in (site.settings.data_dir / "batches" / "imported").glob("*.jsonl"))


def test_each_batch_becomes_a_job_of_its_name(site: Site) -> None:
    """Without models and without work: the results are those of the release."""
    assert import_batches(site) == IDS
    check_all_is_there(site)
    assert (left(site), moved(site)) == ([], IDS)
    assert import_batches(site) == [], "a second start enters nothing"
    assert len(site.store.jobs("analyze")) == 2 and len(site.store.jobs("audit")) == 9
    with site.store.reading() as connection:
        states = connection.execute(items.select().where(items.c.job_id == IDS[0])).all()
    assert {row.state for row in states} == {"done"} and {row.holder for row in states} == {None}


def test_a_file_that_cannot_be_moved_is_not_entered_twice(
        site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(path: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    assert import_batches(site) == IDS and left(site) == IDS
    assert "cannot be moved away" in caplog.text
    monkeypatch.undo()
    assert import_batches(site) == [] and (left(site), moved(site)) == ([], IDS)
    check_all_is_there(site)


def test_a_process_that_dies_after_the_transaction_is_finished_by_the_next(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(path: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        import_batches(site)
    monkeypatch.undo()
    assert [job.job_id for job in site.store.jobs("analyze")] == IDS[:1] and left(site) == IDS
    assert import_batches(site) == IDS[1:] and moved(site) == IDS
    check_all_is_there(site)


def test_a_process_that_dies_inside_the_transaction_leaves_nothing(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(older_batches.leases, "complete", die)
    with pytest.raises(KeyboardInterrupt):
        import_batches(site)
    assert site.store.jobs("analyze") == [] and left(site) == IDS
    monkeypatch.undo()
    assert import_batches(site) == IDS
    check_all_is_there(site)


@pytest.mark.parametrize("content", ["", "no JSON}\n", '{"of": 8}\n', "[1, 2]\n", '{"total": 1}\n{"index": 0}\n',
                                     '{"total": 1}\n{"index": 0, "result": {"uri": "a", "size_wh": []}}\n',
                                     b"\xff\xfe\x00}"])
def test_a_file_that_cannot_be_read_stays_and_the_log_says_so(
        site: Site, content: str | bytes, caplog: pytest.LogCaptureFixture) -> None:
    path = site.settings.data_dir / "batches" / f"{'0' * 16}.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with caplog.at_level(logging.WARNING):
        assert import_batches(site) == IDS, "the others are entered all the same"
    assert left(site) == ["0" * 16] and path.name in caplog.text and "stays where it is" in caplog.text


def test_a_line_that_the_kill_cut_off_is_left_out(site: Site) -> None:
    path = site.settings.data_dir / "batches" / f"{IDS[0]}.jsonl"
    text = path.read_text("utf-8")
    path.write_text(text + text.splitlines()[-1][:200], "utf-8")
    import_batches(site)
    check_all_is_there(site)


def test_other_files_are_left_alone(site: Site) -> None:
    other = site.settings.data_dir / "batches" / "notes.jsonl"
    shutil.copy(site.settings.data_dir / "batches" / f"{IDS[0]}.jsonl", other)
    assert import_batches(site) == IDS and other.exists()


def test_short_and_full_results_of_one_picture_stay_apart() -> None:
    full = replace(made_up_analysis("a.jpg"), models={"intent": "i 1", "faces": "f 1"})
    short: Analysis = replace(full, persons=None)
    keys = [older_batches._item_result("0" * 16, 1, analysis).models for analysis in (full, short)]
    assert keys == [f"{OLDER} full f 1 i 1", f"{OLDER} short f 1 i 1"]
    assert results.c.models.type.length >= max(map(len, keys))
