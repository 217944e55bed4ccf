"""The snapshot goes to a file and back; a file of another database, or half of one, is passed over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import search
from core.catalog import searchable
from core.search import engine as engine_module
from core.search import stored
from core.search.engine import Engine
from core.settings import read_settings
from core.site import Site
from tests.search.made_up_catalog import picture_id, shop


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose catalog was searched by a process that has ended."""
    monkeypatch.setattr(engine_module, "WORTH_SAVING", 1)
    with Site(read_settings(data_dir=tmp_path)) as site:
        shop(site)
        search.search(site)
    return tmp_path


def test_a_new_process_reads_the_file_and_then_what_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, real = [], searchable.search_rows
    monkeypatch.setattr(searchable, "search_rows", lambda connection, ids=None: asked.append(ids) or real(
        connection, ids))
    with Site(read_settings(data_dir=folder)) as site:
        search.set_state(site, [picture_id(3)], "live")
        assert search.search(site, "color:red state:live").total == 1
        shop(site, 26, "https://other.example/b")
        assert search.search(site, "color:red").total == 8 and search.search(site).everything == 26
        assert None not in asked, "the whole catalog was not read"
        assert search.search(site, "sale").total == 5


def test_a_new_process_reads_no_picture_where_none_has_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchable, "search_rows", lambda *_: pytest.fail("pictures are read again"))
    with Site(read_settings(data_dir=folder)) as site:
        assert search.search(site, "color:red").total == search.search(site, "color:red").total == 8


def test_a_file_that_does_not_fit_is_passed_over(folder: Path) -> None:
    settings = read_settings(data_dir=folder)
    found = stored.load(settings)
    assert found is not None and len(found.snapshot) == 24
    with Site(settings) as site:
        whole = site.part(Engine).now()
        assert np.array_equal(whole.codes, found.snapshot.codes) and whole.values == found.snapshot.values
    other = read_settings(data_dir=folder, database_url=f"sqlite:///{folder / 'other.db'}")
    assert stored.load(other) is None
    path = folder / "search" / "snapshot.npz"
    path.write_bytes(path.read_bytes()[:500])
    assert stored.load(settings) is None
    with Site(settings) as site:
        assert search.search(site).everything == 24


def test_a_database_that_was_restored_is_read_whole(folder: Path) -> None:
    settings = read_settings(data_dir=folder)
    found = stored.load(settings)
    assert found is not None
    stored.save(settings, stored.Stored(found.snapshot, found.newest + 60, found.corrected, {}))
    with Site(settings) as site:
        shown = search.search(site, "color:red")
        assert (shown.total, shown.everything) == (8, 24)


def test_a_folder_that_cannot_be_written_is_no_failure(folder: Path) -> None:
    found = stored.load(read_settings(data_dir=folder))
    assert found is not None
    (folder / "file").write_text("x")
    stored.save(read_settings(data_dir=folder / "file"), found)
