"""Zips are unpacked by content, never by name, and never beyond their limits."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from core.errors import InputError, Misuse, NotFound, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.files import archive as module
from core.sources.listing import SourceOptions, candidates
from tests.sources.internet import JPEG, LIMIT, Shop, site


def packed(path: Path, *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def listing(source: Path | str, workdir: Path, kind: str = "auto") -> list[Candidate | Failure]:
    return list(candidates(str(source), kind, SourceOptions(workdir=workdir), site()))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_members_are_written_under_their_sha256_and_shown_by_their_names(tmp_path: Path) -> None:
    path = packed(tmp_path / "shop.zip", ("a/Shoe.JPG", JPEG), ("b/same.jpg", JPEG), ("c.png", b"png"),
                  ("notes.txt", b"x"), ("__MACOSX/a/._Shoe.JPG", b"x"), (".hidden.jpg", b"x"), ("d/", b""))
    items = listing(path, tmp_path / "work")
    assert [(item.uri, item.origin, item.skipped) for item in items if isinstance(item, Candidate)] == [
        ("shop.zip/a/Shoe.JPG", "zip", ""), ("shop.zip/b/same.jpg", "zip", ""), ("shop.zip/c.png", "zip", "")]
    digest = hashlib.sha256(JPEG).hexdigest()
    paths = [Path(item.path) for item in items if isinstance(item, Candidate)]
    other = hashlib.sha256(b"png").hexdigest()
    assert [item.name for item in paths] == [f"{digest}.jpg", f"{digest}.jpg", f"{other}.png"]
    assert paths[0].read_bytes() == JPEG
    assert len(files(tmp_path / "work")) == 2  # nothing half-written stays


def test_a_phone_photo_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    items = listing(packed(tmp_path / "z.zip", ("IMG_1.HEIC", b"photo"), ("a.jpg", JPEG)), tmp_path / "work")
    assert [item.uri for item in items] == ["z.zip/IMG_1.HEIC", "z.zip/a.jpg"]


@pytest.mark.parametrize("name", ["../../evil.jpg", "/etc/evil.jpg", "..\\..\\evil.jpg", "C:\\evil.jpg",
                                  "a/../../evil.jpg", "\x1b[31mevil.jpg"])
def test_names_that_lead_out_write_nothing_outside(tmp_path: Path, name: str) -> None:
    (tmp_path / "z" / "y").mkdir(parents=True)
    path = packed(tmp_path / "z" / "y" / "x.zip", (name, JPEG))
    before = files(tmp_path)
    (item,) = listing(path, tmp_path / "z" / "work")
    assert isinstance(item, Candidate) and Path(item.path).parent == tmp_path / "z" / "work"
    assert ".." not in item.uri and "\x1b" not in item.uri and item.uri.endswith("evil.jpg")
    assert set(files(tmp_path)) - set(before) == {Path(item.path)}


def test_links_are_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/hostname")
        archive.writestr("a.jpg", JPEG)
    assert [item.uri for item in listing(path, tmp_path / "work")] == ["x.zip/a.jpg"]


def test_archives_inside_are_skipped_with_words(tmp_path: Path) -> None:
    items = listing(packed(tmp_path / "x.zip", ("inner.zip", b"PK"), ("a.jpg", JPEG)), tmp_path / "work")
    assert [bool(item.skipped) for item in items if isinstance(item, Candidate)] == [True, False]


def test_bad_members_are_failures_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", ("1.jpg", JPEG), ("big.jpg", bytes(LIMIT + 1)), ("2.jpg", os.urandom(5000)),
                  ("3.jpg", JPEG), method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    start = data.index(b"2.jpg") + 200
    data[start:start + 20] = bytes(20)  # the checksum is wrong now
    encrypted = data.rindex(b"3.jpg") - 46
    struct.pack_into("<H", data, encrypted + 8, 1)
    path.write_bytes(data)
    items = listing(path, tmp_path / "work")
    assert [(item.uri.rpartition("/")[2], type(item)) for item in items] == [
        ("1.jpg", Candidate), ("big.jpg", Failure), ("2.jpg", Failure), ("3.jpg", Failure)]
    words = [item.message for item in items if isinstance(item, Failure)]
    assert "at most 0.05 MB" in words[0] and "damaged" in words[1] and "encrypted" in words[2]
    assert len(files(tmp_path / "work")) == 1


def test_a_bomb_of_many_members_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FREE_BYTES", 0)
    members = [(f"{number}.bmp", bytes(LIMIT)) for number in range(1000)]
    items = listing(packed(tmp_path / "bomb.zip", *members), tmp_path / "work")
    assert isinstance(items[-1], Failure) and "zip bombs" in items[-1].message
    assert len(items) < 900


def test_a_member_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", ("a.jpg", bytes(5_000_000)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1000)  # claims 1,000 bytes
    path.write_bytes(data)
    (item,) = listing(path, tmp_path / "work")
    assert isinstance(item, Failure) and not files(tmp_path / "work")


def test_too_many_members_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMBERS", 10)
    path = packed(tmp_path / "x.zip", *((f"{number}.jpg", b"") for number in range(11)))
    with pytest.raises(TooLarge, match="11 members"):
        listing(path, tmp_path / "work")


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(100), b"PK\x05\x06" + b"\xff" * 18, JPEG])
def test_what_is_no_zip_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(InputError) as caught:
        listing(tmp_path / "x.zip", tmp_path / "work", "zip")
    assert caught.value.hint


def test_a_zip_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", ("a.jpg", JPEG))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="cut off"):
        listing(path, tmp_path / "work")


def test_a_member_without_a_name_is_nothing(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", ("a.jpg", JPEG), ("b.jpg", JPEG))
    path.write_bytes(path.read_bytes().replace(b"b.jpg", b"\0.jpg"))
    assert [item.uri for item in listing(path, tmp_path / "work")] == ["x.zip/a.jpg"]


def test_a_zip_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no pictures"):
        listing(packed(tmp_path / "x.zip", ("a.txt", b"x")), tmp_path / "work")


def test_a_zip_of_a_server_is_unpacked(shop: Shop, tmp_path: Path) -> None:
    address = shop.put("shop.zip", packed(tmp_path / "x.zip", ("a.jpg", JPEG)).read_bytes(), "application/zip")
    (item,) = listing(address, tmp_path / "work")
    assert isinstance(item, Candidate) and Path(item.path).read_bytes() == JPEG


def test_listing_twice_keeps_one_file(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", ("a.jpg", JPEG))
    assert listing(path, tmp_path / "work") == listing(path, tmp_path / "work")
    assert len(files(tmp_path / "work")) == 1


def test_a_name_given_twice_loses_nothing(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "x.zip", ("a.png", JPEG), ("a.png", b"other"), ("A.PNG", JPEG), ("a/../a.png", JPEG))
    items = listing(path, tmp_path / "work")
    assert [item.uri for item in items] == ["x.zip/a.png", "x.zip/a.png (2)", "x.zip/A.PNG (3)", "x.zip/a/a.png"]
    paths = [Path(item.path) for item in items if isinstance(item, Candidate)]
    assert [path.read_bytes() for path in paths] == [JPEG, b"other", JPEG, JPEG]


def test_a_broken_member_keeps_its_place_among_others_of_its_name(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "x.zip", ("a.jpg", JPEG), ("a.jpg", bytes(LIMIT + 1)), ("a.jpg", JPEG))
    items = listing(path, tmp_path / "work")
    assert [(item.uri, type(item)) for item in items] == [
        ("x.zip/a.jpg", Candidate), ("x.zip/a.jpg (2)", Failure), ("x.zip/a.jpg (3)", Candidate)]


def test_a_workbook_is_called_one(tmp_path: Path) -> None:
    path = packed(tmp_path / "feed.xlsx", ("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
    with pytest.raises(Misuse, match="Excel workbook") as caught:
        list(candidates(str(path), "zip", SourceOptions(workdir=tmp_path / "work"), site()))
    assert "CSV" in caught.value.hint


def test_a_zip_behind_other_bytes_is_read_by_its_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", ("a.jpg", JPEG))
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    assert [item.uri for item in listing(path, tmp_path / "work")] == ["x.zip/a.jpg"]
