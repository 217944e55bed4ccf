"""Cells as people write them."""

import pandas as pd
import pytest

from core.sales.table.cells import doubts, figures, numbers, shares


@pytest.mark.parametrize(("cells", "values"), [
    (["1,234.50", "2"], [1234.5, 2]), (["1.234,50", "2,5"], [1234.5, 2.5]), (["1 234"], [1234]),
    (["(3)", "−4"], [-3, -4]),
    (["12 %"], [12]), (["1,234", "5,678"], [1234, 5678]), ([], [])])
def test_numbers(cells, values):
    assert numbers(pd.Series(cells, dtype=object)).tolist() == values


def test_words_are_not_numbers():
    assert numbers(pd.Series(["sold out", ""])).isna().all()


def test_currencies_and_shares():
    assert figures(pd.Series(["$1", "2 EUR", "3", "$1"])).currencies == {"USD?": 2, "EUR": 1}
    assert shares(pd.Series(["ja", "nein", "30 %"])).tolist()[:2] == shares(pd.Series(["yes", "no"])).tolist()
    assert shares(pd.Series([True, False])).tolist() == [1.0, 0.0]


def test_numbers_of_the_file_stay_numbers_beside_text():
    read = figures(pd.Series([1.016, "sold out", 874, None, True], dtype=object))
    assert read.values.tolist()[0] == 1.016 and read.values.tolist()[2] == 874
    assert read.unreadable.tolist() == [False, True, False, False, False]


def test_what_is_doubtful_is_said():
    def said(*cells: str) -> str:
        column = pd.Series(list(cells))
        return " ".join(doubts("Sold", column, figures(column, amounts=True)))

    assert "1.250 may be 1250 or 1.25" in said("1.250", "2.500") and "set the decimal mark to point" in said("1.250")
    assert "set the decimal mark to comma" in said("1,250", "2,500")
    assert said("1.250", "980") == "" == said("1", "2 pcs")
    assert "2 cells of Sold are not numbers and count as missing, such as 'sold out'" in said("sold out", "n/a", "3")
    assert "1 dash in Sold counts as zero." in said("-", "3") and "kg (1), g (1)" in said("2 kg", "500 g")


def test_a_column_of_one_unit_and_scale():
    assert figures(pd.Series(["2.4k", "874", "1.1K"])).values.tolist() == [2400, 874, 1100]
    assert figures(pd.Series(["3 crates", "4 crates", "4 crates"])).units == {"crates": 3}
