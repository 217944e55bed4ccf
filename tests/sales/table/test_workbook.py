"""Workbooks as Excel and others write them: strict form, titles, merged cells, formulas that nobody calculated."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from core.errors import InputError
from core.sales.table.file import line_numbers, read_table

NAMES = ["SKU", "Week", "Photo type", "Sold"]
ROWS = [["A", date(2024, 1, 1), "model", 3], ["B", date(2024, 1, 8), "product", 5]]


def saved(tmp_path: Path, rows: list[list[object]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    book.save(tmp_path / "sales.xlsx")
    return tmp_path / "sales.xlsx"


def rewritten(path: Path, **changes: tuple[bytes, bytes]) -> Path:
    """The workbook with bytes of its parts replaced; all parts by `every`."""
    other = path.with_name("other.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for _, (before, after) in changes.items():
                data = data.replace(before, after)
            new.writestr(name, data)
    return other


def test_the_strict_form_is_read(tmp_path):
    path = saved(tmp_path, [NAMES, *ROWS])
    strict = rewritten(path, a=(b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
                                b"http://purl.oclc.org/ooxml/spreadsheetml/"),
                       b=(b"http://schemas.openxmlformats.org/officeDocument/2006/",
                          b"http://purl.oclc.org/ooxml/officeDocument/"))
    assert read_table(strict)[0].equals(read_table(path)[0])


def test_titles_stand_above_and_empty_columns_beside(tmp_path):
    table, notes = read_table(saved(tmp_path, [["Sales"], [], [*NAMES, None], *[[*row, None] for row in ROWS]]))
    assert list(table.columns) == NAMES and table["Sold"].tolist() == [3, 5]
    assert "1 line above the column names was left out." in notes and line_numbers(table).tolist() == [4, 5]


def test_merged_names_over_two_lines(tmp_path):
    rows = [["SKU", "Week", "Photo type", "Units", None], [None, None, None, "sold", "returned"],
            *[[*row, 0] for row in ROWS]]
    assert list(read_table(saved(tmp_path, rows, "D1:E1"))[0].columns) == [*NAMES[:3], "Units sold", "Units returned"]


def test_formulas_without_values_are_said(tmp_path):
    rows = [NAMES, *[[*row[:3], f"={row[3]}+1"] for row in ROWS]]
    table, notes = read_table(saved(tmp_path, rows))
    assert table["Sold"].isna().all() and "Sold has formulas without stored values" in notes[0]
    with pytest.raises(InputError, match="formulas without stored values"):
        read_table(saved(tmp_path, [NAMES, ["=A9", "=B9", "=C9", "=D9"]]))


@pytest.mark.parametrize(("part", "words"), [
    ("mimetype", "OpenDocument"), ("xl/workbook.bin", "binary workbook"), ("Index/Document.iwa", "Apple Numbers"),
    ("may/sales.csv", "unpack may/sales.csv"), ("note.txt", "not an Excel workbook")])
def test_other_zips_are_named(tmp_path, part, words):
    with zipfile.ZipFile(tmp_path / "sales.xlsx", "w") as out:
        out.writestr(part, b"x")
    with pytest.raises(InputError, match=words):
        read_table(tmp_path / "sales.xlsx")
