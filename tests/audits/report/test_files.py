"""Tables that leave the house: every row is there, nothing runs in a spreadsheet, memory stays flat."""

import csv
import io
import json
import tracemalloc

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from core.audits.report import tables_out
from core.audits.report.files import FORMATS, MEDIA_TYPES, format_of, write
from core.audits.report.html_out import HtmlOptions
from core.audits.report.tables_out import COLUMNS, SHEET_ROWS, flat
from core.errors import Misuse
from core.nouns.product import Product
from tests.audits.report.catalog import failed_row, made_catalog, made_row

TABLES = ("csv", "xlsx", "parquet", "jsonl")
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\x00=1+1", "\x07\x08@SUM(A1)")


def read(path):
    """Rows of a table file as dictionaries."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    if path.suffix == ".xlsx":
        head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]
    if path.suffix == ".parquet":
        return parquet.read_table(path).to_pylist()
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("form", TABLES)
def test_every_picture_and_every_failure_is_a_row(tmp_path, form):
    rows = list(made_catalog(300))
    path = tmp_path / f"report.{form}"
    assert write(iter(rows), path) == 300
    found = read(path)
    assert len(found) == 300 and next(iter(found[0])) == "uri"
    assert [row["uri"] for row in found] == [row.uri for row in rows]
    assert sum(bool(row["error"]) for row in found) == sum(bool(row.error) for row in rows) > 0
    dear = max(rows, key=lambda row: row.product.price or 0)
    there = next(row for row in found if row["uri"] == dear.uri)
    assert float(there["price"]) == dear.product.price and there["sku"] == dear.product.sku
    assert float(there[f"score_{dear.top_label}"]) == pytest.approx(max(dear.scores), abs=1e-4)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(tmp_path, form, text):
    hostile = Product(sku=text, title=text, category=text, gtin=text, page=text, currency=text, true_label="apparel")
    path = tmp_path / f"report.{form}"
    write([made_row(1, uri=text, origin=text, product=hostile), failed_row(2, text)], path)
    if form == "csv":
        found = [value for row in read(path) for value in row.values()]
        assert not [value for value in found if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    else:
        cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r"]
    assert read(path)[0]["uri"].startswith("'")


@pytest.mark.parametrize("form", TABLES)
def test_odd_text_survives(tmp_path, form):
    title = 'größe "42",\nrot, 東京 \U0001f45f'
    path = tmp_path / f"report.{form}"
    rows = [made_row(1, product=Product(title=title)), made_row(2, product=Product(title="half \ud800 bell \x07"))]
    assert write(rows, path) == 2
    found = read(path)
    assert found[0]["title"] == title and found[1]["title"].startswith("half ")


@pytest.mark.parametrize("form", FORMATS)
def test_strange_numbers_and_long_texts_are_no_error(tmp_path, form):
    row = made_row(1, product=Product(title="x" * 100_000, price=float("nan")), measures={"a": float("inf"), "b": [1]})
    path = tmp_path / f"report.{form}"
    assert write([row], path) == 1
    if form == "jsonl":
        assert read(path)[0]["measures"] == {"a": None, "b": [1]} and read(path)[0]["price"] is None


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_are_a_file_too(tmp_path, form):
    path = tmp_path / f"empty.{form}"
    assert write([], path) == 0 and path.is_file()
    assert form in ("jsonl", "html") or read(path) == []


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tables_out, "SHEET_ROWS", 101)
    write(made_catalog(250), tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    assert [sheet.max_row for sheet in book.worksheets] == [101, 101, 51]
    assert SHEET_ROWS == 1_048_576 and all(sheet["A1"].value == "uri" for sheet in book.worksheets)
    assert book.worksheets[0].freeze_panes == "B2" and book.worksheets[0].column_dimensions["A"].width > 30


def test_parquet_has_types_and_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(tables_out, "CHUNK", 200)
    path = tmp_path / "report.parquet"
    write(made_catalog(500), path)
    file = parquet.ParquetFile(path)
    kinds = {field.name: str(field.type) for field in file.schema_arrow}
    assert file.num_row_groups == 3 and kinds["price"] == "double" and kinds["shoppable"] == "bool"
    assert kinds["number"] == "int64" and kinds["title"] == "string"


def test_the_finding_is_a_column():
    assert flat(made_row(1, "negative"))["finding"] == "intent" and flat(made_row(1))["finding"] is None
    assert flat(made_row(1, verdicts={"amazon": "fail", "ebay": "pass"}))["rules"] == "amazon: fail; ebay: pass"
    assert tuple(flat(failed_row(1))) == COLUMNS and flat(failed_row(1))["shoppable"] is None


def test_a_stream_needs_a_format_and_a_path_an_ending(tmp_path):
    out = io.BytesIO()
    assert write([made_row(1)], out, "csv") == 1 and out.getvalue().startswith(b"\xef\xbb\xbfuri,")
    for target, form in ((io.BytesIO(), ""), (tmp_path / "report", ""), (tmp_path / "report.doc", ""), (out, "doc")):
        with pytest.raises(Misuse, match="cannot be written as"):
            write([], target, form)
    assert format_of("A.HTM") == "html" and set(MEDIA_TYPES) == set(FORMATS)


def test_a_report_that_fails_leaves_the_old_one_alone(tmp_path):
    path = tmp_path / "report.csv"
    path.write_text("the old one")

    def broken():
        yield made_row(1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write(broken(), path)
    assert path.read_text() == "the old one" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(Misuse, match="Choose an existing folder"):
        write([], tmp_path / "none" / "report.csv")


@pytest.mark.parametrize("form", FORMATS)
def test_memory_does_not_grow_with_the_rows(tmp_path, form, monkeypatch):
    monkeypatch.setattr(tables_out, "CHUNK", 200)

    def peak(count):
        tracemalloc.start()
        write(made_catalog(count), tmp_path / f"report.{form}", options=HtmlOptions(table_rows=100))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    small, large = peak(600), peak(2400)
    assert large < small + 250_000, f"{large - small:,} bytes more for 1,800 more rows"
