"""Files of this machine open as documents, or say in words why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import NotFound, Refused
from core.sources.files.local_file import open_document, path_of


def test_a_file_opens_with_its_name_and_place(tmp_path: Path) -> None:
    (tmp_path / "feed.csv").write_bytes(b"id\n")
    with (document := open_document(tmp_path / "feed.csv")).file as file:
        assert file.read() == b"id\n"
    assert (document.name, document.url, document.path) == ("feed.csv", "", tmp_path / "feed.csv")


@pytest.mark.parametrize("name", ["none.csv", ""])
def test_what_cannot_be_opened_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound, match="cannot be read") as caught:
        open_document(tmp_path / name)
    assert caught.value.hint


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(Refused, match="may not read"):
        open_document(tmp_path / "feed.csv")


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_of(os.path.join("~", "feed.csv")) == tmp_path / "feed.csv"


@pytest.mark.parametrize("source", ["a" * 5000, "~nobody-of-this-name/x"])
def test_paths_that_cannot_be_are_not_found(source: str) -> None:
    with pytest.raises(NotFound) as caught:
        path_of(source)
    assert len(caught.value.message) < 200
