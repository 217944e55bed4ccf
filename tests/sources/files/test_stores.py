"""Stores are read through fsspec, with the protocols that lead to stores and no others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.registry import _registry as opened_before

from core.errors import FetchFailed, MerchlensError, Misuse, NotFound, PackageMissing, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.listing import SourceOptions, candidates, guess_kind
from tests.sources.internet import JPEG, LIMIT, site


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


def listing(source: str, workdir: Path, kind: str = "auto") -> list[Candidate | Failure]:
    return list(candidates(source, kind, SourceOptions(workdir=workdir), site()))


def test_pictures_of_a_store_are_listed_and_kept(store: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    for name in ("b/2.jpg", "b/1.JPG", "b/sub/3.webp", "b/notes.txt", "b/.hidden/4.jpg", "other/5.jpg"):
        store.pipe(f"/{name}", JPEG)
    items = listing("memory://b", tmp_path)
    assert [(item.uri, item.origin) for item in items if isinstance(item, Candidate)] == [
        ("memory://b/1.JPG", "store"), ("memory://b/2.jpg", "store"), ("memory://b/sub/3.webp", "store")]
    assert all(Path(item.path).read_bytes() == JPEG and Path(item.path).parent == tmp_path
               for item in items if isinstance(item, Candidate))


def test_a_phone_photo_that_cannot_be_read_is_listed(store: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    store.pipe("/b/IMG_1.HEIC", b"photo")
    store.pipe("/b/2.jpg", JPEG)
    assert [item.uri for item in listing("memory://b", tmp_path)] == ["memory://b/2.jpg", "memory://b/IMG_1.HEIC"]
    assert [item.uri for item in listing("memory://b/IMG_1.HEIC", tmp_path)] == ["memory://b/IMG_1.HEIC"]


def test_one_picture_of_a_store(store: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    store.pipe("/b/1.jpg", JPEG)
    assert [item.uri for item in listing("memory://b/1.jpg", tmp_path)] == ["memory://b/1.jpg"]


def test_a_bad_picture_is_a_failure_and_the_rest_goes_on(
        store: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.pipe("/b/1.jpg", bytes(LIMIT + 1))
    store.pipe("/b/2.jpg", JPEG)
    store.pipe("/b/3.jpg", JPEG)
    really = type(store).open

    def breaking(self: object, path: str, *rest: object, **more: object) -> object:
        if path.endswith("2.jpg"):
            raise RuntimeError("secret-key-in-a-message")
        return really(self, path, *rest, **more)

    monkeypatch.setattr(type(store), "open", breaking)
    items = listing("memory://b", tmp_path)
    assert [type(item) for item in items] == [Failure, Failure, Candidate]
    assert [item.error for item in items if isinstance(item, Failure)] == ["TooLarge", "FetchFailed"]
    assert "secret" not in str(items)


@pytest.mark.parametrize(("source", "error"), [
    ("file:///etc", Refused), ("http://127.0.0.1/x", Refused), ("sftp://host/x", Refused),
    ("simplecache::s3://b/x", Refused),
    ("zip://x.jpg::memory://b/x.zip", Refused), ("s3://key:secret@bucket/x", Refused),
    ("memory://none", NotFound),
    ("github://org:repo@main/", Refused), ("local://etc", Refused), ("nothing", Refused), ("s3://", Misuse),
])
def test_other_protocols_and_keys_are_refused(store: fsspec.AbstractFileSystem, tmp_path: Path, source: str,
                                              error: type[MerchlensError]) -> None:
    with pytest.raises(error) as caught:
        listing(source, tmp_path, "store")
    assert caught.value.hint and "secret" not in caught.value.message


@pytest.mark.parametrize(("source", "package"), [("s3://bucket/x", "s3fs"), ("gs://bucket/x", "gcsfs"),
                                                 ("az://bucket/x", "adlfs")])
def test_a_missing_package_is_named(tmp_path: Path, source: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    monkeypatch.delitem(opened_before, source.partition(":")[0], raising=False)
    assert guess_kind(source) == "store"
    with pytest.raises(PackageMissing, match=package) as caught:
        listing(source, tmp_path)
    assert f"pip install {package}" in caught.value.hint


def test_a_store_that_fails_is_one_sentence(
        store: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(*_: object, **__: object) -> None:
        raise ConnectionError("token=secret")
    monkeypatch.setattr(type(store), "walk", walk)
    with pytest.raises(FetchFailed) as caught:
        listing("memory://b", tmp_path)
    assert "ConnectionError" in caught.value.message and "secret" not in str(caught.value)


def test_the_store_is_listed_as_it_is_asked_for(store: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    for number in range(20):
        store.pipe(f"/b/{number:02}.jpg", bytes([number]))
    stream = candidates("memory://b", "store", SourceOptions(workdir=tmp_path), site())
    next(stream)
    assert len(list(tmp_path.iterdir())) == 1
