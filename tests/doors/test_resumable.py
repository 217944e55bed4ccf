"""The store of uploads that go on: room is counted beforehand, the newest request wins, a day later all is gone."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.doors import resumable
from core.doors.resumable import FOLDER, KEPT_SECONDS, Resumable, sweep
from core.errors import Changed, NotFound, SetupError, TooLarge
from core.settings import read_settings
from core.site import Site

MB = 1_000_000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(read_settings(data_dir=tmp_path, upload_mb=10, workers=1)) as opened:
        yield opened


@pytest.fixture
def uploads(site: Site) -> Resumable:
    return site.part(Resumable)


def test_all_together_have_so_much_room(uploads: Resumable, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [uploads.create(10 * MB, "a.zip", "file") for _ in range(3)]
    with pytest.raises(TooLarge, match="no room for 0.0 MB: 3 uploads under way leave 0.0 MB"):
        uploads.create(1, "b.jpg")
    uploads.remove(held[0])
    monkeypatch.setattr(resumable, "MOST", 3)
    uploads.create(1, "b.jpg")
    with pytest.raises(TooLarge, match="3 uploads"):
        uploads.create(1, "c.jpg")


def test_a_full_disk_is_told_before_anything_is_taken(uploads: Resumable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resumable.shutil, "disk_usage", lambda path: SimpleNamespace(free=5))
    with pytest.raises(SetupError, match="no room for 5.0 MB"):
        uploads.create(5 * MB, "a.jpg")


def test_who_comes_back_ends_who_wrote_before(uploads: Resumable) -> None:
    upload_id = uploads.create(6, "a.jpg")
    old = uploads.write(upload_id, 0)
    old.write(b"ab")
    uploads.stop(upload_id)  # as a HEAD does
    assert uploads.find(upload_id).offset == 2
    new = uploads.write(upload_id, 2)
    with pytest.raises(Changed, match="Another request"):
        old.write(b"XX")
    old.close()
    new.write(b"cdef")
    assert new.end() and uploads.whole(upload_id).path.read_bytes() == b"abcdef"


def test_bytes_with_a_checksum_count_as_a_whole(uploads: Resumable, site: Site) -> None:
    upload_id = uploads.create(4, "a.jpg")
    digest = hashlib.sha256(b"abcd").digest()
    cut = uploads.write(upload_id, 0, checksum=("sha256", digest))
    cut.write(b"ab")
    assert uploads.find(upload_id).offset == 0
    cut.close()
    again = uploads.write(upload_id, 0, checksum=("sha256", digest))
    again.write(b"abcd")
    assert again.end() and uploads.whole(upload_id).path.read_bytes() == b"abcd"
    assert len(list((site.settings.data_dir / FOLDER).iterdir())) == 2, "no chunk is left"


def test_another_process_goes_on_with_what_is_there(uploads: Resumable, site: Site) -> None:
    upload_id = uploads.create(4, "a.jpg")
    writer = uploads.write(upload_id, 0)
    writer.write(b"abc")
    writer.close()
    with Site(site.settings) as later:
        found = later.part(Resumable).find(upload_id)
        assert (found.offset, found.length, found.name) == (3, 4, "a.jpg")


def test_a_day_after_the_last_byte_all_is_gone(uploads: Resumable, site: Site) -> None:
    left, live = uploads.create(4, "a.jpg"), uploads.create(4, "b.jpg")
    folder, old = site.settings.data_dir / FOLDER, time.time() - KEPT_SECONDS - 1
    for path in folder.iterdir():
        os.utime(path, (old, old))
    uploads.write(live, 0).close()
    sweep(folder)
    with pytest.raises(NotFound):
        uploads.find(left)
    assert sorted(path.name for path in folder.iterdir()) == [live, f"{live}.json"]
    sweep(folder / "missing")


@pytest.mark.parametrize("name", ["../../catalogue.db", "..", "", "/etc/passwd", "0" * 31, "0" * 32, "A" * 32])
def test_only_an_id_that_was_drawn_here_is_a_path(uploads: Resumable, name: str) -> None:
    with pytest.raises(NotFound):
        uploads.find(name)
    with pytest.raises(NotFound):
        uploads.remove(name)
