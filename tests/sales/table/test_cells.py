"""Cells as people write them."""

import pandas as pd
import pytest

from core.sales.table.cells import currencies, dates, numbers, shares


@pytest.mark.parametrize(("cells", "values"), [
    (["1,234.50", "2"], [1234.5, 2]), (["1.234,50", "2,5"], [1234.5, 2.5]), (["1 234"], [1234]),
    (["(3)", "−4"], [-3, -4]),
    (["12 %"], [12]), (["1,234", "5,678"], [1234, 5678]), ([], [])])
def test_numbers(cells, values):
    assert numbers(pd.Series(cells, dtype=object)).tolist() == values


def test_words_are_not_numbers():
    assert numbers(pd.Series(["sold out", ""])).isna().all()


def test_currencies_and_shares():
    assert currencies(pd.Series(["$1", "2 EUR", "3"])) == {"USD": 1, "EUR": 1}
    assert shares(pd.Series(["ja", "nein", "30 %"])).tolist()[:2] == shares(pd.Series(["yes", "no"])).tolist()
    assert shares(pd.Series([True, False])).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(("cell", "day"), [("20240131", "2024-01-31"), ("2024-02", "2024-02-01"),
                                           ("2024-W07", "2024-02-12"),
                                           ("31.01.24", "2024-01-31"), ("3 Jan 2024", "2024-01-03")])
def test_dates(cell, day):
    assert dates(pd.Series([cell]))[0].dt.strftime("%Y-%m-%d").item() == day


@pytest.mark.parametrize("cell", ["soon", "1850-01-01", "2024-13-01"])
def test_what_is_not_a_plausible_date(cell):
    assert dates(pd.Series([cell]))[0].isna().all()


def test_excels_day_numbers():
    assert dates(pd.Series([45292]))[0].item() == pd.Timestamp("2024-01-01")
