"""Files of pictures: written whole, found by the hash of the bytes, never outside their folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.catalog import pictures
from core.errors import NotFound

NAME = "a" * 64


def test_a_picture_has_a_preview_a_thumbnail_and_its_own_file(tmp_path: Path) -> None:
    file = tmp_path / "shoe.jpg"
    file.write_bytes(b"bytes")
    pictures.write(tmp_path, NAME, pictures.PREVIEW, b"preview")
    assert pictures.thumbnail(tmp_path, NAME) == pictures.preview(tmp_path, NAME), "where there is no smaller one"
    pictures.write(tmp_path, NAME, pictures.THUMBNAIL, b"small")
    pictures.write(tmp_path, NAME, pictures.NOTE, json.dumps({"path": str(file), "uri": "shoe.jpg"}).encode())
    assert pictures.preview(tmp_path, NAME).read_bytes() == b"preview"
    assert pictures.thumbnail(tmp_path, NAME).read_bytes() == b"small"
    assert pictures.original(tmp_path, NAME) == file
    file.unlink()
    with pytest.raises(NotFound, match="is gone"):
        pictures.original(tmp_path, NAME)


def test_writing_replaces_and_leaves_no_parts(tmp_path: Path) -> None:
    for data in (b"first", b"second"):
        pictures.write(tmp_path, NAME, pictures.PREVIEW, data)
    assert [path.name for path in (tmp_path / "previews").iterdir()] == [f"{NAME}.jpg"]
    assert pictures.preview(tmp_path, NAME).read_bytes() == b"second"


@pytest.mark.parametrize("name", ["b" * 64, "a" * 63, "../" + "a" * 61, "", "a" * 63 + "/", "*" * 64])
def test_other_names_are_not_known(tmp_path: Path, name: str) -> None:
    pictures.write(tmp_path, NAME, pictures.PREVIEW, b"preview")
    for ask in (pictures.preview, pictures.thumbnail, pictures.original):
        with pytest.raises(NotFound):
            ask(tmp_path, name)
