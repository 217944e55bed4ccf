"""Files, table and ZIP of a job: each row once, harmless names, plain words where the disk does not play along."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.crops.bulk import COLUMNS, Bulk, CropRow, file_name, table
from core.errors import NotFound, SetupError
from core.nouns.crop import Crop
from core.settings import Settings

CROP = Crop("1:1", "zoom", (1, 2, 11, 12), "faces")
ROW = CropRow("a" * 64, "=dress.jpg", "aspect=1:1", "dress.jpg", (10, 10), CROP.to_dict(),
              {"label": "apparel", "before": 0.9, "after": 0.8, "label_after": "apparel", "kept": True})
BAD = CropRow("b" * 64, "gone.jpg", "aspect=1:1", message="The picture's file is gone.")


def bulk(folder: Path) -> Bulk:
    return Bulk(SimpleNamespace(settings=Settings(data_dir=folder)), "0" * 16)


def test_rows_files_and_zip(tmp_path: Path) -> None:
    one = bulk(tmp_path)
    with pytest.raises(NotFound, match="no ZIP"):
        one.archive()
    one.add([(ROW, b"old")])
    one.add([(ROW, b"data"), (BAD, b"")])
    assert bulk(tmp_path).rows() == [ROW, BAD]
    one.pack()
    with zipfile.ZipFile(one.archive()) as archive:
        assert archive.namelist() == ["dress.jpg", "crops.csv"] and archive.read("dress.jpg") == b"data"
        assert archive.read("crops.csv") == table([ROW, BAD])


def test_the_table_is_safe_and_whole() -> None:
    rows = list(csv.DictReader(io.StringIO(table([ROW, BAD]).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS and rows[0]["photo"].lstrip("'").startswith("=dress") and rows[0]["right"] == "11"
    assert rows[0]["photo"] != "=dress.jpg", "no formula"
    assert rows[1]["message"] == BAD.message and rows[1]["left"] == rows[1]["file"] == ""


def test_names_are_harmless() -> None:
    for photo in ("../../etc/passwd", "C:\\photos\\ä b.png", "https://shop.example/a.jpg?x=1", "", "..", "x" * 300):
        name = file_name(photo, "ab" * 32, CROP, "webp")
        assert name.isascii() and not set(name) & set("/\\?: ") and len(name) < 100 and name.endswith("-1x1-zoom.webp")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "crops").write_text("in the way")
    with pytest.raises(SetupError, match="could not be stored"):
        bulk(tmp_path).add([(ROW, b"data")])
    with pytest.raises(SetupError, match="could not be written"):
        bulk(tmp_path).pack()
