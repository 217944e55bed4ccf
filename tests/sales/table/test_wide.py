"""Wide tables become long: a row for each product and period, whatever the names of the columns look like."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.errors import InputError, Misuse
from core.sales.table.file import line_numbers
from core.sales.table.history_reader import read_history
from core.sales.table.wide import lengthened, split_name


@pytest.mark.parametrize("names", [
    ["2024-W01", "2024-W02", "2024-W03"], ["KW 1/2024", "KW 2/2024", "KW 3/2024"], ["Jan 24", "Feb 24", "Mrz 24"],
    ["01.01.2024", "08.01.2024", "15.01.2024"], ["2024-01-01 00:00:00", "2024-01-08 00:00:00", "2024-01-15 00:00:00"],
    ["202401", "202402", "202403"], ["Q1 2024", "Q2 2024", "Q3 2024"]])
def test_every_form_of_period(names):
    notes: list[str] = []
    table = lengthened(pd.DataFrame([["A", "model", 1, 2, 3], ["B", "product", 4, 5, 6]], columns=["SKU", "Type",
    *names]), notes)
    assert table["units"].tolist() == [1, 2, 3, 4, 5, 6] and table["period"].tolist() == names * 2
    assert table["SKU"].tolist() == ["A"] * 3 + ["B"] * 3 and line_numbers(table).tolist() == [2, 2, 2, 3, 3, 3]
    assert f"from {names[0]} to {names[-1]}" in notes[0]


def test_several_measures_and_money():
    names = ["Units 2024-W01", "Units 2024-W02", "Units 2024-W03", "Sales 2024-W01", "Sales 2024-W03"]
    table = lengthened(pd.DataFrame([["A", 1, 2, 3, 10, 30]], columns=["SKU", *names]), [])
    assert table["Units"].tolist() == [1, 2, 3] and table["Sales"].tolist()[::2] == [10,
    30] and table["Sales"].isna()[1]
    money = pd.DataFrame([["A", "9 €", "8 €", "7 €"]], columns=["SKU", "Jan 2024", "Feb 2024", "Mar 2024"])
    assert "revenue" in lengthened(money, [])


@pytest.mark.parametrize("names", [["SKU", "Date", "2024-W01", "2024-W02", "2024-W03"], ["SKU", "2024-W01", "2024-W02"],
                                   ["SKU", "2022", "2023", "2024"], ["SKU", "Week", "Sold"]])
def test_other_tables_stay(names):
    table = pd.DataFrame([["x"] * len(names)], columns=names)
    assert lengthened(table, []) is table


@pytest.mark.parametrize("names", [["W1", "W2", "W3"], ["KW 1", "KW 2", "KW 3"], ["Jan", "Feb", "Mar"]])
def test_periods_without_a_year_are_said(names):
    with pytest.raises(InputError, match=f"{names[0]} to {names[-1]} are weeks or months without a year"):
        lengthened(pd.DataFrame([["A", 1, 2, 3]], columns=["SKU", *names]), [])


def test_a_wide_file_is_a_history(tmp_path):
    weeks = [f"KW {week}/2024" for week in range(1, 13)]
    rows = [f"A,model,{','.join(str(10 + week) for week in range(12))}", f"B,packshot,{','.join(['20'] * 11)},"]
    (tmp_path / "sales.csv").write_text("\n".join([f"SKU,Photo type,{','.join(weeks)}", *rows]))
    history = read_history(tmp_path / "sales.csv")
    assert history.table["units"].sum() == 186 + 220 and history.period == "week" and len(history.table) == 23
    assert history.omissions[0].lines == (3,), "the line of the file that has the empty cell"


def test_names_are_split():
    assert split_name("Jan 2024 Net sales") == ("Jan 2024", "Net sales") and split_name("") == ("", "")
    assert split_name("Size 12") == ("", "") == split_name("May")


def test_a_column_for_each_product(tmp_path: Path) -> None:
    path = tmp_path / "by_product.csv"
    path.write_text("Week,SKU-1,SKU-2,1003,Total\n2024-W01,3,4,5,12\n2024-W02,6,,8,14\n", encoding="utf-8")
    with pytest.raises(Misuse, match="column for each product") as error:
        read_history(path)
    assert "Choose the audit" in error.value.hint
    kinds = {"SKU-1.jpg": "model_face", "SKU-2.jpg": "product_only", "1003.jpg": "product_only"}
    found = read_history(path, kinds=kinds)
    assert found.table.groupby("product")["units"].sum().to_dict() == {"1003": 13, "SKU-1": 9, "SKU-2": 4}
    assert found.notes[0].startswith("3 columns are products, from SKU-1 to 1003") and found.omissions[0].lines == (3,)


@pytest.mark.parametrize("head", ["Week,Units,Revenue,Price", "Week,SKU,Sold,Kind", "Week,Units,SKU-2,SKU-3"])
def test_columns_with_names_of_their_own_are_no_products(head: str) -> None:
    table = pd.DataFrame([["2024-W01", 3, 4, 5], ["2024-W02", 3, 4, 5]], columns=head.split(","))
    assert lengthened(table, []) is table
