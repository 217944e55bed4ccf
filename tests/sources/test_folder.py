"""Folders list their pictures and nothing else; files are read within limits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import InputError, NotAPicture, NotFound, Refused, TooLarge
from core.sources.folder import pictures_in, read_file

no_permissions = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0,
                                    reason="the super-user may read everything")


def made(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def test_pictures_of_a_folder_are_sorted_and_all_there(tmp_path: Path) -> None:
    names = ["b.JPG", "a.png", "sub/c.webp", "sub/deep/d.tiff", "e.jpeg", "f.avif", "g.gif", "h.bmp"]
    folder = made(tmp_path, *names, "notes.txt", "model.tflite", "jpg", "z.pdf")
    found = pictures_in(folder)
    assert found == sorted(folder / name for name in names)


def test_hidden_things_are_skipped(tmp_path: Path) -> None:
    folder = made(tmp_path, "seen.jpg", ".hidden.jpg", ".cache/thumb.jpg", "sub/._mac.jpg")
    assert pictures_in(folder) == [folder / "seen.jpg"]


def test_links_out_of_the_folder_and_rings_are_skipped(tmp_path: Path) -> None:
    outside = made(tmp_path / "outside", "secret.jpg")
    folder = made(tmp_path / "shop", "a.jpg", "sub/b.jpg")
    (folder / "out.jpg").symlink_to(outside / "secret.jpg")
    (folder / "away").symlink_to(outside)
    (folder / "ring").symlink_to(folder)
    (folder / "lost.jpg").symlink_to(folder / "missing.jpg")
    (folder / "again.jpg").symlink_to(folder / "sub" / "b.jpg")
    assert [path.name for path in pictures_in(folder)] == ["a.jpg", "again.jpg", "b.jpg"]
    (tmp_path / "door").symlink_to(folder)
    assert len(pictures_in(tmp_path / "door")) == 3, "a folder named by a link is that folder"


@pytest.mark.parametrize("names", [(), ("readme.md", "sub/table.csv")])
def test_a_folder_without_pictures_is_said_to_be_one(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(NotFound, match="no picture in") as caught:
        pictures_in(made(tmp_path, *names))
    assert ".jpg" in caught.value.hint
    with pytest.raises(NotFound, match="no folder"):
        pictures_in(tmp_path / "missing")


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


@no_permissions
def test_what_may_not_be_read_is_said_to_be_there(tmp_path: Path) -> None:
    path = made(tmp_path, "closed/a.jpg") / "closed" / "a.jpg"
    path.chmod(0)
    assert isinstance(refusal(path), Refused)
    path.parent.chmod(0)
    try:
        with pytest.raises(Refused):
            pictures_in(path.parent)
    finally:
        path.parent.chmod(0o700)
