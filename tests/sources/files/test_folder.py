"""Folders list their pictures and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import NotFound, Refused
from core.sources.files.folder import SUFFIX_HINT, pictures_in

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
    items = pictures_in(folder)
    assert items == sorted(folder / name for name in names)


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


def test_pictures_of_formats_that_are_not_read_are_listed_so_that_each_says_so(tmp_path: Path) -> None:
    folder = made(tmp_path, "IMG_1.HEIC", "logo.svg", "a.jpg", "raw.NEF", "notes.txt")
    assert [path.name for path in pictures_in(folder)] == ["IMG_1.HEIC", "a.jpg", "logo.svg", "raw.NEF"]
    assert ".heic" not in SUFFIX_HINT


@pytest.mark.parametrize("names", [(), ("readme.md", "sub/table.csv")])
def test_a_folder_without_pictures_is_said_to_be_one(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(NotFound, match="contain no pictures") as caught:
        pictures_in(made(tmp_path, *names))
    assert ".jpg" in caught.value.hint
    with pytest.raises(NotFound, match="no folder"):
        pictures_in(tmp_path / "missing")


@no_permissions
def test_a_folder_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    folder = made(tmp_path / "closed", "a.jpg")
    folder.chmod(0)
    try:
        with pytest.raises(Refused, match="may not read"):
            pictures_in(folder)
    finally:
        folder.chmod(0o700)
