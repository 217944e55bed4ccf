"""Columns of one table are written alike: what one does not tell, its neighbors tell."""

from __future__ import annotations

import pandas as pd
import pytest

from core.errors import InputError
from core.sales.table.amounts import read_amounts
from core.sales.table.file import read_table

ROLES = {"units": "Sold", "price": "Price"}


@pytest.mark.parametrize(("sold", "price", "other", "units"), [
    (["1.250", "2.500"], ["9,90", "8"], ["", ""], [1250, 2500]),
    (["1.250", "2.500"], ["9.90", "8"], ["", ""], [1.25, 2.5]),
    (["1.250", "2.500"], ["9", "8"], ["0,5", "1"], [1250, 2500]),
    (["1,250", "2,500"], ["9,90", "8"], ["", ""], [1.25, 2.5])])
def test_neighbors_decide(sold, price, other, units):
    amounts = read_amounts(pd.DataFrame({"Sold": sold, "Price": price, "Weight": other}), ROLES)
    assert amounts.figures["units"].values.tolist() == units and not amounts.notes


def test_what_nothing_decides_is_said_and_a_person_decides_it():
    table = pd.DataFrame({"Sold": ["1.250", "2.500"], "Price": ["9", "8"]})
    assert "1.250 may be 1250 or 1.25" in read_amounts(table, ROLES).notes[0]
    decided = read_amounts(table, ROLES, ".")
    assert decided.figures["units"].values.tolist() == [1.25, 2.5] and not decided.notes


def test_one_currency():
    table = pd.DataFrame({"Sold": ["1", "2"], "Price": ["R$ 9", "R$ 8"]})
    assert read_amounts(table, ROLES).currency == "BRL"
    with pytest.raises(InputError, match=r"BRL \(1\), EUR \(1\)"):
        read_amounts(table.assign(Price=["R$ 9", "8 €"]), ROLES)
    assert read_amounts(table.assign(C="eur"), {**ROLES, "currency": "C"}).currency == "EUR"


def test_semicolons_between_columns_mean_decimal_commas_where_nothing_else_tells(tmp_path):
    rows = "".join(f"A;2024-W0{week};{week},125\n" for week in range(1, 5))
    (tmp_path / "sales.csv").write_text(f"SKU;Week;Sold\n{rows}")
    amounts = read_amounts(read_table(tmp_path / "sales.csv")[0], {"units": "Sold"})
    assert amounts.figures["units"].values.tolist() == [1.125, 2.125, 3.125, 4.125]
    assert "read with a comma as the decimal mark" in amounts.notes[0]
