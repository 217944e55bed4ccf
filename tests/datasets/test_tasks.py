"""A worker says of each file what it is, or why it is no picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.datasets.tasks import look, thumbnail
from core.errors import NotFound
from core.settings import Settings
from tests.datasets.class_folders import draw


def test_files_are_looked_at_one_by_one(tmp_path: Path) -> None:
    good = draw(tmp_path / "a.jpg", 1)
    (tmp_path / "b.jpg").write_text("text")
    first, second, gone = look(Settings(data_dir=tmp_path), [str(good), str(tmp_path / "b.jpg"), str(tmp_path / "c")])
    assert len(first[0]) == 64 and len(first[1]) == 16 and first[2:] == ("", (128, 128))
    assert second[:2] == gone[:2] == ("", "") and second[2] and gone[2] and second[3] == (0, 0)


def test_a_thumbnail_is_of_the_very_bytes(tmp_path: Path) -> None:
    settings, path = Settings(data_dir=tmp_path), draw(tmp_path / "a.jpg", 1)
    ((picture_id, *_),) = look(settings, [str(path)])
    assert thumbnail(settings, str(path), picture_id).startswith(b"\xff\xd8")
    draw(path, 2)
    with pytest.raises(NotFound, match="have changed"):
        thumbnail(settings, str(path), picture_id)
