"""A file is read up to its limit, and what is no file is not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import InputError, NotAPicture, NotFound, Refused, SetupError, TooLarge
from core.images.files import read_file, write_whole


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * 100)
    assert read_file(path, max_bytes=100) == b"x" * 100
    with pytest.raises(TooLarge, match=r"a\.jpg"):
        read_file(path, max_bytes=99)


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_file(path, max_bytes=1000)
    assert caught.value.message.endswith(".") and caught.value.hint.endswith(".")
    return caught.value


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path / "missing.jpg"), NotFound)
    assert isinstance(refusal(tmp_path / ("x" * 5000)), NotFound)
    assert isinstance(refusal(Path("a\0b.jpg")), NotFound)
    error = refusal(tmp_path)
    assert isinstance(error, NotAPicture) and "folder" in error.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes or devices in its files")
def test_pipes_and_devices_block_and_fill_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "zero.jpg").symlink_to("/dev/zero")
    for name in ("pipe.jpg", "zero.jpg"):
        error = refusal(tmp_path / name)
        assert isinstance(error, NotAPicture) and "device or a pipe" in error.message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the super-user may read everything")
def test_a_file_without_permission_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x")
    path.chmod(0)
    error = refusal(path)
    assert isinstance(error, Refused) and "may not read" in error.message


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "a.json"
    write_whole(path, "one", "The dataset")
    assert path.read_text() == "one"
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SetupError, match="The dataset could not be stored: No space left on device"):
        write_whole(path, "two", "The dataset")
    monkeypatch.setattr(Path, "replace", replace)
    assert path.read_text() == "one" and [file.name for file in path.parent.iterdir()] == ["a.json"]
