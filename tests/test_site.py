"""The site: folders, what rooms keep open, and files that are kept under their hash."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from core.errors import SetupError
from core.settings import Settings
from core.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(Settings(data_dir=tmp_path / "data", workers=1))


class Engine:
    """What a room keeps open."""

    closed: list[str] = []

    def __init__(self, site: Site) -> None:
        self.site = site

    def close(self) -> None:
        Engine.closed.append(type(self).__name__)


class Second(Engine):
    """Another room's."""


def test_a_part_is_opened_once_however_many_ask(site) -> None:
    opened: list[Engine] = []
    threads = [threading.Thread(target=lambda: opened.append(site.part(Engine))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8 and len({id(part) for part in opened}) == 1 and opened[0].site is site


def test_parts_are_closed_with_the_site_the_newest_first(site) -> None:
    Engine.closed.clear()
    with site:
        site.part(Engine)
        site.part(Second)
        site.part(lambda site: "a part without close")
    assert Engine.closed == ["Second", "Engine"]
    site.close()
    assert Engine.closed == ["Second", "Engine"], "closing twice does nothing"


def test_bytes_are_kept_once_under_their_hash(site) -> None:
    path = site.keep(b"picture")
    written = path.stat().st_ino
    os.utime(path, (0, 0))
    assert path.name == hashlib.sha256(b"picture").hexdigest() and path.read_bytes() == b"picture"
    assert site.keep(b"picture") == path and path.stat().st_ino == written
    assert path.stat().st_mtime > 0, "it counts as new again: what lies unused for a week is deleted"
    assert [file.name for file in path.parent.iterdir()] == [path.name], "no half-written file is left"


def test_an_upload_lies_in_a_folder_of_its_own(site) -> None:
    first = site.keep_upload(io.BytesIO(b"sku,price\n" * 300_000), ".csv")
    second = site.keep_upload(io.BytesIO(b"sku,price\n"), ".csv")
    assert first.name == second.name == "upload.csv" and first.parent != second.parent
    assert first.stat().st_size == 3_000_000
    assert site.keep_upload(io.BytesIO(b"sku,price\n"), ".csv") == second
    assert not list(first.parent.parent.glob("*.part"))


def test_a_data_folder_that_cannot_be_written_is_a_set_up_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetupError, match="cannot be written") as caught:
        Site(Settings(data_dir=tmp_path / "file"))
    assert "MERCHLENS_DATA_DIR" in caught.value.hint


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_other_users_of_the_machine_do_not_see_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    with Site(Settings(data_dir=folder)) as site:
        site.store.jobs("audit")
        site.keep_upload(io.BytesIO(b"uri"), ".csv")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.glob("catalogue.db*")} == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_folder_with_other_things_stays_open_and_only_our_part_is_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "photos").mkdir(mode=0o755)
    (tmp_path / "workers.log").write_text("x")
    Site(Settings(data_dir=tmp_path)).close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path, *tmp_path.iterdir())}
    assert modes[tmp_path.name] == modes["photos"] == 0o755
    assert modes["inbox"] == modes["previews"] == 0o700 and modes["workers.log"] == 0o600


def test_no_worker_and_no_database_before_somebody_asks(site, tmp_path: Path) -> None:
    with site:
        assert site._pool is None and site._store is None
        assert not (tmp_path / "data" / "catalogue.db").exists()
        assert site.store is site.store
    assert (tmp_path / "data" / "catalogue.db").exists()


def test_bytes_that_a_power_cut_has_damaged_are_not_found_and_are_written_again(site) -> None:
    path = site.keep(b"picture")
    assert site.find(path.name) == path and site.find("") is None and site.find("a" * 64) is None
    path.write_bytes(b"")
    assert site.find(path.name) is None
    assert site.keep(b"picture") == path and path.read_bytes() == b"picture" and site.find(path.name) == path
