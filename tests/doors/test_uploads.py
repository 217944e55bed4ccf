"""Uploads lie on disk within limits; what has no room says so, and what belongs to nobody any more is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.doors import uploads as module
from core.doors.uploads import Upload, Uploads
from core.errors import MerchlensError, SetupError, TooLarge

ROOM = 1000


@pytest.fixture
def active() -> set[str]:
    return {"a", "b", "c", "d"}


@pytest.fixture
def held(tmp_path: Path, active: set[str]) -> Iterator[Uploads]:
    uploads = Uploads(tmp_path / "incoming", ROOM, active.__contains__)
    yield uploads
    uploads.close()


def put(uploads: Uploads, session: str, name: str, *pieces: bytes) -> Upload:
    receiving = uploads.receive(session)
    for piece in pieces:
        receiving.write(piece)
    upload = receiving.end()
    uploads.keep(session, name, upload)
    return upload


def files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "incoming").rglob("*") if path.is_file()]


def error_of(upload: Upload) -> MerchlensError:
    with pytest.raises(MerchlensError) as caught:
        upload.open()
    return caught.value


@pytest.mark.parametrize("pieces", [[], [b""], [b"one"], [b"one", b"two", b""]])
def test_what_goes_in_comes_out(held: Uploads, pieces: list[bytes]) -> None:
    upload = put(held, "a", "1", *pieces)
    assert held.find("a", "1") is upload and upload.size == len(b"".join(pieces))
    with upload.open() as content:
        assert content.read() == b"".join(pieces)
    assert held.find("b", "1") is None and held.find("a", "2") is None


def test_the_folder_is_for_this_user_alone_and_gone_at_the_end(held: Uploads, tmp_path: Path) -> None:
    put(held, "a", "1", b"x")
    folder, = (tmp_path / "incoming").iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    held.close()
    assert not folder.exists()


def test_one_session_holds_so_much_and_no_more(held: Uploads, tmp_path: Path) -> None:
    put(held, "a", "1", b"x" * 600)
    error = error_of(put(held, "a", "2", b"x" * 300, b"x" * 200))
    assert isinstance(error, TooLarge) and "room" in error.message and error.hint
    assert [path.stat().st_size for path in files(tmp_path)] == [600], "what was refused lies nowhere"
    assert put(held, "b", "1", b"x" * 600).path is not None, "another session has room"
    held.remove("a", "1")
    assert put(held, "a", "3", b"x" * ROOM).path is not None, "what is gone makes room"


def test_all_sessions_together_hold_three_times_as_much(held: Uploads) -> None:
    for session in "abc":
        assert put(held, session, "1", b"x" * ROOM).path is not None
    assert isinstance(error_of(put(held, "d", "1", b"x")), TooLarge)


def test_bytes_on_their_way_count(held: Uploads, tmp_path: Path) -> None:
    under_way = [held.receive("a") for _ in range(5)]
    for receiving in under_way:
        receiving.write(b"x" * 300)
    assert sum(receiving.end().path is not None for receiving in under_way) == 3
    for receiving in under_way:
        receiving.abort()
    assert files(tmp_path) == [] and put(held, "a", "1", b"x" * ROOM).path is not None


def test_a_file_that_is_too_large_is_told_with_its_size(held: Uploads, tmp_path: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_MB", 0.0005)
    upload = put(held, "a", "1", b"x" * 400, b"x" * 400, b"x" * 2_000_000)
    assert "2.0 MB" in error_of(upload).message and files(tmp_path) == []
    assert put(held, "a", "2", b"x" * 500).path is not None


def test_a_full_disk_is_told(held: Uploads, tmp_path: Path) -> None:
    (tmp_path / "incoming").write_text("a file where the folder should be")
    assert isinstance(error_of(put(held, "a", "1", b"x")), SetupError)
    assert isinstance(error_of(put(held, "a", "2")), SetupError)


def test_a_file_of_the_same_name_is_replaced(held: Uploads, tmp_path: Path) -> None:
    for _ in range(5):
        put(held, "a", "1", b"x" * 400)
    assert len(files(tmp_path)) == 1 and put(held, "a", "2", b"x" * 600).path is not None


def test_what_sessions_leave_is_deleted_some_time_after_they_end(held: Uploads, active: set[str], tmp_path: Path,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    put(held, "a", "1", b"x" * ROOM)
    put(held, "b", "1", b"x")
    active.discard("a")
    held.sweep()
    assert len(files(tmp_path)) == 2, "a session may come back"
    now[0] += module.GONE_SECONDS + 1
    held.sweep()
    assert held.find("a", "1") is None and held.find("b", "1") is not None
    assert len(files(tmp_path)) == 1 and put(held, "a", "1", b"x" * ROOM).path is not None
    active.clear()
    now[0] += module.GONE_SECONDS + 1
    held.sweep()
    assert files(tmp_path) == []


def test_a_folder_that_somebody_deleted_is_made_again(held: Uploads, tmp_path: Path) -> None:
    put(held, "a", "1", b"x")
    shutil.rmtree(tmp_path / "incoming")
    assert isinstance(put(held, "a", "2", b"y"), Upload) and held.find("a", "2").open().read() == b"y"


def test_what_a_killed_process_left_is_deleted(held: Uploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / "incoming" / "left"
    left.mkdir(parents=True)
    put(held, "a", "1", b"x")
    assert left.exists(), "it may be that of another process which runs"
    held.close()
    monkeypatch.setattr(module, "OLD_SECONDS", -1.0)
    put(held, "a", "1", b"x")
    assert not left.exists()
