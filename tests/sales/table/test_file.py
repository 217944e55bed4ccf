"""Files of any kind become tables; a false size in a workbook costs nothing."""

import gzip
import time
import zipfile

import pandas as pd
import pytest

from core.errors import InputError, NotFound
from core.sales.table.file import line_numbers, read_table


@pytest.mark.parametrize(("text", "encoding"), [
    ("a,b\n1,2\n", "utf-8"), ("a;b\n1;2\n", "utf-8-sig"), ("a\tb\n1\t2\n", "utf-16"), ("a|b\n1|2\n", "cp1252")])
def test_text_in_its_dialects(tmp_path, text, encoding):
    (tmp_path / "t.txt").write_bytes(text.encode(encoding))
    table, notes = read_table(tmp_path / "t.txt")
    assert list(table.columns) == ["a", "b"] and table.iloc[0].tolist() == ["1", "2"] and not notes


def test_lines_of_another_length_are_skipped_and_counted(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3\n4,5\n6,7\n")
    table, notes = read_table(tmp_path / "t.csv")
    assert len(table) == 3 and "1 line does not have 2 columns" in notes[0]


def test_repeated_and_empty_names_are_made_unique(tmp_path):
    (tmp_path / "t.csv").write_text("a,a,\n1,2,3\n")
    assert list(read_table(tmp_path / "t.csv")[0].columns) == ["a", "a (2)", "column 3"]


def test_a_workbook_that_states_a_false_size_is_read_at_once(tmp_path):
    pd.DataFrame({"a": [1, 2], "b": [3, 4]}).to_excel(tmp_path / "t.xlsx", index=False)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as old, zipfile.ZipFile(tmp_path / "lie.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:XFD1048576"')
            new.writestr(name, data)
    start = time.monotonic()
    assert read_table(tmp_path / "lie.xlsx")[0].to_numpy().tolist() == [[1, 3], [2, 4]]
    assert time.monotonic() - start < 100, "a sheet that claims 17 billion cells"


def test_missing_and_empty_files(tmp_path):
    with pytest.raises(NotFound):
        read_table(tmp_path / "none.csv")
    (tmp_path / "e.csv").write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        read_table(tmp_path / "e.csv", "my table")


def test_a_gzip_file_is_unpacked_also_a_damaged_one(tmp_path):
    text = "SKU,Week,Sold\n" + "".join(f"A,2024-W{week:02},{week * 7919 % 1000}\n" for week in range(1, 50))
    data = gzip.compress(text.encode())
    (tmp_path / "sales.csv.gz").write_bytes(data)
    assert len(read_table(tmp_path / "sales.csv.gz")[0]) == 49
    (tmp_path / "sales.csv.gz").write_bytes(data[:-30])
    table, notes = read_table(tmp_path / "sales.csv.gz")
    assert 0 < len(table) < 49 and "gzip file that is cut off" in notes[0]
    (tmp_path / "twice.gz").write_bytes(gzip.compress(data))
    with pytest.raises(InputError, match="packed with gzip twice"):
        read_table(tmp_path / "twice.gz")


@pytest.mark.parametrize(("name", "content", "words"), [
    ("sales.xls", "<html><table><tr><td>SKU</td></tr></table></html>", "an HTML page, not a workbook of Excel"),
    ("sales.csv", "\ufeff \n<!DOCTYPE html><body>", "an HTML page"), ("sales.xls", "<table><tr>", "an HTML page"),
    ("sales.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel 2003"),
    ("sales.csv", "<feed></feed>", "XML"), ("sales.csv", '{"a": 1}', "JSON"),
    ("sales.csv", "%PDF-1.7", "a PDF document")])
def test_other_formats_are_named(tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=words) as error:
        read_table(tmp_path / name)
    assert "save it as CSV" in error.value.hint


def test_text_named_as_a_workbook_is_read(tmp_path):
    (tmp_path / "sales.xls").write_text("SKU\tWeek\tSold\nA\t2024-W01\t3\n")
    assert list(read_table(tmp_path / "sales.xls")[0].columns) == ["SKU", "Week", "Sold"]


def test_lines_of_the_file_are_counted_behind_the_names(tmp_path):
    (tmp_path / "t.csv").write_text("Title\n\nSKU,Week,Sold\nA,2024-W01,3\n")
    assert line_numbers(read_table(tmp_path / "t.csv")[0]).tolist() == [4]
