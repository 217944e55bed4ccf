"""Files are stored once, under the sha256 of what is in them; nothing half-written stays."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from core.errors import SetupError, TooLarge
from core.sources.files import content_store as module
from core.sources.files.content_store import store_file


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    first, size = store_file(io.BytesIO(b"shoe"), folder, ".jpg", 10)
    assert first.name == f"{hashlib.sha256(b'shoe').hexdigest()}.jpg" and size == 4
    assert store_file(io.BytesIO(b"shoe"), folder, ".jpg", 10)[0] == first and first.read_bytes() == b"shoe"
    assert [path.name for path in folder.iterdir()] == [first.name]


@pytest.mark.parametrize(("size", "fits"), [(0, True), (10, True), (11, False), (1_000_000, False)])
def test_the_limit_holds_and_leaves_nothing_behind(tmp_path: Path, size: int, fits: bool) -> None:
    if fits:
        assert store_file(io.BytesIO(bytes(size)), tmp_path, ".jpg", 10)[1] == size
        return
    with pytest.raises(TooLarge):
        store_file(io.BytesIO(bytes(size)), tmp_path, ".jpg", 10)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_the_operators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(module.os, "replace", full)
    with pytest.raises(SetupError, match="no space left"):
        store_file(io.BytesIO(b"x"), tmp_path, ".jpg", 10)
    assert not list(tmp_path.iterdir())


def test_a_source_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        store_file(Breaking(), tmp_path, ".jpg", 10)
    assert not list(tmp_path.iterdir())
