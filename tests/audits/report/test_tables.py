"""Table files: every row is there, nothing runs in a spreadsheet, columns have types."""

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from core.audits.report import tables
from core.audits.report.tables import COLUMNS, SHEET_ROWS, flat
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_catalog, made_row
from tests.audits.report.exported_files import TABLES, read_table, save

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\x00=1+1", "\x07\x08@SUM(A1)")


@pytest.mark.parametrize("form", TABLES)
def test_every_picture_and_every_failure_is_a_row(tmp_path, form):
    rows = list(made_catalog(300))
    path = tmp_path / f"report.{form}"
    assert save(rows, path) == 300
    table = read_table(path)
    assert len(table) == 300 and next(iter(table[0])) == "uri"
    assert [row["uri"] for row in table] == [row.uri for row in rows]
    assert sum(bool(row["error"]) for row in table) == sum(bool(row.error) for row in rows) > 0
    dear = max(rows, key=lambda row: row.product.price or 0)
    there = next(row for row in table if row["uri"] == dear.uri)
    assert float(there["price"]) == dear.product.price and there["sku"] == dear.product.sku
    assert float(there[f"score_{dear.top_label}"]) == pytest.approx(max(dear.scores), abs=1e-4)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(tmp_path, form, text):
    hostile = Product(sku=text, title=text, category=text, gtin=text, page=text, currency=text, true_label="apparel")
    path = tmp_path / f"report.{form}"
    save([made_row(1, uri=text, origin=text, product=hostile), failed_row(2, text)], path)
    if form == "csv":
        cells = [value for row in read_table(path) for value in row.values()]
        assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    else:
        cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r"]
    assert read_table(path)[0]["uri"].startswith("'")


@pytest.mark.parametrize("form", TABLES)
def test_odd_text_survives(tmp_path, form):
    title = 'größe "42",\nrot, 東京 \U0001f45f'
    path = tmp_path / f"report.{form}"
    rows = [made_row(1, product=Product(title=title)), made_row(2, product=Product(title="half \ud800 bell \x07"))]
    assert save(rows, path) == 2
    table = read_table(path)
    assert table[0]["title"] == title and table[1]["title"].startswith("half ")


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "SHEET_ROWS", 101)
    save(made_catalog(250), tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    assert [sheet.max_row for sheet in book.worksheets] == [101, 101, 51]
    assert SHEET_ROWS == 1_048_576 and all(sheet["A1"].value == "uri" for sheet in book.worksheets)
    assert book.worksheets[0].freeze_panes == "B2" and book.worksheets[0].column_dimensions["A"].width > 30


def test_parquet_has_types_and_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK", 200)
    path = tmp_path / "report.parquet"
    save(made_catalog(500), path)
    file = parquet.ParquetFile(path)
    kinds = {field.name: str(field.type) for field in file.schema_arrow}
    assert file.num_row_groups == 3 and kinds["price"] == "double" and kinds["shoppable"] == "bool"
    assert kinds["number"] == "int64" and kinds["title"] == "string"


def test_the_finding_is_a_column():
    assert flat(made_row(1, "negative"))["finding"] == "intent" and flat(made_row(1))["finding"] is None
    assert flat(made_row(1, verdicts={"amazon": "fail", "ebay": "pass"}))["rules"] == "amazon: fail; ebay: pass"
    assert tuple(flat(failed_row(1))) == COLUMNS and flat(failed_row(1))["shoppable"] is None
