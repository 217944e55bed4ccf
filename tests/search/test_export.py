"""A set leaves the house as tables with every fact, as boxes to train with, or as the pictures themselves."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from core import corrections, search
from core.catalog import pictures
from core.errors import Misuse
from core.search.export import archive_name
from core.site import Site
from tests.search.made_up_catalog import numbers, picture_id

QUERY = "color:red object:handbag"  # 12 and 24


def written(site: Site, form: str, query: str = QUERY) -> bytes:
    out = io.BytesIO()
    assert search.export_set(site, query, out, form, sort="score") == 2
    return out.getvalue()


def test_tables_of_every_format_say_the_same(site: Site) -> None:
    search.set_state(site, [picture_id(24)], "to_fix")
    rows = list(csv.DictReader(io.StringIO(written(site, "csv").decode("utf-8-sig"))))
    assert numbers([row["picture_id"] for row in rows]) == [12, 24]
    assert (rows[1]["color"], rows[1]["state"], rows[1]["sku"], rows[1]["title"], rows[1]["shoppable_score"]) == (
        "red", "to_fix", "SKU-24", "Läufer 24", "0.024")
    import openpyxl
    from pyarrow import parquet

    sheet = openpyxl.load_workbook(io.BytesIO(written(site, "xlsx"))).active
    values = [[cell.value for cell in row] for row in sheet.rows]
    assert values[0] == list(rows[0]) and [str(value or "") for value in values[1]] == list(rows[0].values())
    table = parquet.read_table(io.BytesIO(written(site, "parquet"))).to_pylist()
    assert [row["picture_id"] for row in table] == [row["picture_id"] for row in rows] and table[0]["width"] == 200
    lines = [json.loads(line) for line in written(site, "jsonl").splitlines()]
    assert {"name": "object", "value": "handbag", "score": 0.9, "model": "objects_1"} in lines[0]["facts"]


def test_boxes_are_those_of_the_models_unless_people_drew_others(site: Site) -> None:
    corrections.change_box(site, picture_id(12), "faces", now=(0, 0, 20, 30))
    yolo = zipfile.ZipFile(io.BytesIO(written(site, "yolo")))
    assert yolo.read(f"faces/labels/{picture_id(12)}.txt").count(b"\n") == 2
    assert yolo.read(f"faces/labels/{picture_id(24)}.txt").count(b"\n") == 1
    coco = json.loads(zipfile.ZipFile(io.BytesIO(written(site, "coco"))).read("persons.json"))
    assert [image["file_name"] for image in coco["images"]] == [picture_id(12), picture_id(24)]
    assert coco["annotations"][0]["bbox"] == [30, 10, 120, 280]


def test_pictures_come_with_a_table_and_what_is_gone_is_listed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "12.jpg").write_bytes(b"the bytes")
    pictures.write(site.settings.data_dir, picture_id(12), pictures.NOTE,
                   json.dumps({"path": str(tmp_path / "12.jpg")}).encode())
    archive = zipfile.ZipFile(io.BytesIO(written(site, "zip")))
    name = f"pictures/{picture_id(12)[:12]}-12.jpg"
    assert archive.read(name) == b"the bytes" and picture_id(24) in archive.read("missing.txt").decode()
    (row,) = csv.DictReader(io.StringIO(archive.read("pictures.csv").decode("utf-8-sig")))
    assert row["file"] == name and row["color"] == "red"


def test_what_cannot_be_written_is_said(site: Site, tmp_path: Path) -> None:
    for query, form, words in ((QUERY, "pdf", "csv, xlsx"), ("color:teal", "csv", "No picture meets")):
        with pytest.raises(Misuse, match=words):
            search.export_set(site, query, io.BytesIO(), form)
    with pytest.raises(Misuse, match="cannot be written"):
        search.export_set(site, QUERY, tmp_path / "no" / "such.csv", "csv")
    assert search.export_set(site, QUERY, tmp_path / "set.csv", "csv", ids=[picture_id(3)]) == 1


def test_no_name_of_an_archive_leaves_its_folder() -> None:
    for name in ("../../etc/passwd", "a\\b.png", "", "=cmd().jpg", "x" * 300 + ".PNG"):
        made = archive_name("ab" * 32, name)
        assert "/" not in made and "\\" not in made and ".." not in made and len(made) < 110
