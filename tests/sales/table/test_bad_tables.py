"""Tables that are wrong, as people send them: one clear sentence, and no number that should not be there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError, TooLarge
from core.sales.effects.estimate import estimate
from core.sales.simulation import simulate
from core.sales.table.days import read_days
from core.sales.table.history_reader import read_history


@pytest.fixture(scope="module")
def table():
    return simulate(3, products=24, weeks=40)[0]


@pytest.fixture(scope="module")
def book(table, tmp_path_factory):
    """A workbook with a title sheet, a legend, and the sales."""
    path = tmp_path_factory.mktemp("book") / "sales.xlsx"
    with pd.ExcelWriter(path) as out:
        pd.DataFrame({"note": ["Sales of our shop"]}).to_excel(out, sheet_name="Read me", index=False)
        pd.DataFrame({"key": ["a", "b"], "meaning": ["x", "y"]}).to_excel(out, sheet_name="Legend", index=False)
        table.to_excel(out, sheet_name="Sales", index=False)
    return path


def studied(tmp_path: Path, table: pd.DataFrame):
    path = tmp_path / "sales.csv"
    table.to_csv(path, index=False)
    return estimate(read_history(path))


def stops(report) -> str:
    assert report.method is None and not report.effects and not report.alternatives
    return " ".join(f"{one.sentence} {one.advice}" for one in report.checks if one.level == "stop")


def packed(path: Path, book: Path, sheet: bytes, times: int) -> Path:
    """The workbook with a sheet of its own: `sheet` many times over."""
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.endswith("sheet3.xml"):
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet3.xml", "w", force_zip64=True) as out:
            out.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(times):
                out.write(sheet)
            out.write(b"</sheetData></worksheet>")
    return path


def test_the_sheet_with_the_sales_is_read_and_named(table, book):
    found = read_history(book)
    assert found.table["units"].sum() == table["units"].sum()
    assert "The workbook has 3 sheets; the study uses 'Sales'." in found.notes


def test_a_zip_bomb_is_refused_before_it_is_unpacked(book, tmp_path):
    row = b"<row>" + b'<c t="n"><v>1</v></c>' * 10 + b"</row>"
    with pytest.raises(TooLarge, match=r"unpacks to 2\d\d MB") as error:
        read_history(packed(tmp_path / "bomb.xlsx", book, row * 5000, 200))
    assert "CSV" in error.value.hint


@pytest.mark.parametrize("harm", ["cut", "bits", "sheet"])
def test_a_damaged_workbook_is_told_so(book, tmp_path, harm):
    data = bytearray(book.read_bytes())
    path = tmp_path / "sales.xlsx"
    if harm == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif harm == "bits":
        data[3000:-4000:997] = bytes(byte ^ 0xFF for byte in data[3000:-4000:997])
        path.write_bytes(data)
    else:
        packed(path, book, b"<row><c", 1)
    with pytest.raises(InputError, match=r"sales\.xlsx cannot be read as a table") as error:
        read_history(path)
    assert "Save it as" in error.value.hint


@pytest.mark.parametrize(("inside", "words"), [("EncryptedPackage", "locked with a password"),
                                               ("Workbook", "before 2007")])
def test_locked_and_old_workbooks_are_told_apart(tmp_path, inside, words):
    path = tmp_path / "sales.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + inside.encode("utf-16-le") + bytes(4000))
    with pytest.raises(InputError, match=words) as error:
        read_history(path)
    assert "Open it in Excel" in error.value.hint


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"), (b"product,date,units,kind", "0 rows and 4 columns"),
    (b"product,date,units,kind\n", "0 rows and 4 columns"), (b"no table at all", "0 rows and 1 columns")])
def test_next_to_nothing_is_no_table(tmp_path, content, words):
    path = tmp_path / "sales.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        read_history(path)


def test_a_day_that_may_be_a_month_is_not_guessed():
    read = read_days(pd.Series(["13/02/2024", "02/03/2024", "02/13/2024", "04/04/2024"]))
    found, note = read.days, read.notes[0]
    assert found.isna().tolist() == [False, True, False, False] and "The date '02/03/2024' may have" in note
    assert found.dt.month.dropna().tolist() == [2, 2, 4]
    read = read_days(pd.Series(["01/02/2024", "01/03/2024"]))
    found, note = read.days, read.notes[0]
    assert found.isna().all() and "Write dates as 2024-01-31" in note


def test_dates_with_dots_have_the_day_first_and_slashes_their_own_order():
    read = read_days(pd.Series(["01.02.2024", "03/25/2024", "03/04/2024", "4 May 2024", "2024-06-05"]))
    found, note = read.days, read.notes
    assert found.dt.month.tolist() == [2, 3, 3, 5, 6] and found.dt.day.tolist() == [1, 25, 4, 4, 5] and not note


def test_one_slip_among_many_dates_decides_nothing():
    many = [f"{day:02}/{month:02}/2024" for month in range(1, 13) for day in range(1, 29)]
    written = pd.Series([*many, "02/14/2024"])
    read = read_days(written)
    found, note = read.days, read.notes
    assert found.iloc[:-1].notna().all() and found.isna().iloc[-1] and "02/14/2024" in note[0]
    assert found.dt.month.iloc[:-1].tolist() == [month for month in range(1, 13) for _ in range(28)]


def test_rows_that_mean_nothing_give_no_number(tmp_path, table):
    day = pd.to_datetime(table["date"])
    either = table[day.dt.day <= 12].assign(date=day.dt.strftime("%m/%d/%Y"))
    assert "The date could not be read" in stops(studied(tmp_path, either))
    wordy = stops(studied(tmp_path, table.assign(units="many")))
    assert "None of the 960 rows can be used: The number of units sold" in wordy
    assert "below zero" in stops(studied(tmp_path, table.assign(units=-table["units"])))


def test_a_kind_that_a_control_always_goes_along_with_has_no_number(tmp_path, table):
    report = studied(tmp_path, table.assign(promotion=(table["kind"] == "model_face").astype(int)))
    assert {effect.kind for effect in report.effects} == {"worn_no_face"} == {one.kind for one in report.alternatives}
    assert "Model with face" not in report.method.words
    assert any("Model with face is not estimated" in one.sentence for one in report.checks)


def test_a_brand_that_tells_the_picture_leaves_nothing_to_compare(tmp_path, table):
    kept = table["product"].map({name: ("model_face", "product_only")[place % 2]
                                 for place, name in enumerate(table["product"].unique())})
    assert studied(tmp_path, table.assign(kind=kept)).effects
    report = studied(tmp_path, table.assign(kind=kept, brand=np.where(kept == "model_face", "A", "B")))
    assert not report.effects and not report.alternatives
    assert any("Model with face is not estimated" in one.sentence for one in report.checks)


@pytest.mark.parametrize("column", ["kind", "product", "units", "date"])
@pytest.mark.parametrize("cell", ["", " ", None, "?"])
def test_a_column_without_a_usable_cell_leaves_no_row_and_a_sentence(table, tmp_path, column, cell):
    report = studied(tmp_path, table.drop(columns=["revenue", "picture"]).assign(**{column: cell}))
    assert stops(report)
