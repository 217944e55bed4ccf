"""The preview shows each column as it would be read, and what the decimal mark changes."""

from __future__ import annotations

import pandas as pd

from core.sales.table.preview import preview


def test_dates_numbers_and_texts():
    readings = preview(pd.DataFrame({"KW": ["9", "10"], "Jahr": ["2023", "2023"], "Umsatz": ["1.250 €", "980 €"],
                                     "Artikel": ["A", "B"]}))
    assert readings["KW"]["date"] == "9 → 27 Feb 2023; 10 → 6 Mar 2023 (ISO weeks, each by its Monday)"
    assert readings["Umsatz"]["number"] == "1.250 € → 1,250; 980 € → 980 (EUR)" and not readings["Umsatz"]["open"]
    assert readings["Artikel"]["text"] == "2 different values" and readings["Artikel"]["examples"] == "A, B"
    assert readings["Artikel"]["number"] == "No cell is a number."
    assert readings["Artikel"]["date"] == "No cell is a date."


def test_an_open_decimal_mark_is_shown_both_ways():
    readings = preview(pd.DataFrame({"Sold": ["2.250", "1.500"]}))["Sold"]
    assert readings["open"] == "yes" and "may be 2250 or 2.25" in readings["number"]
    assert (readings["number,"], readings["number."]) == ("2.250 → 2,250; 1.500 → 1,500", "2.250 → 2.25; 1.500 → 1.5")
    assert not preview(pd.DataFrame({"Sold": ["2.250"], "Price": ["9,90"]}))["Sold"]["open"]


def test_a_mark_that_only_the_delimiter_tells_is_asked():
    table = pd.DataFrame({"Sold": ["2,250", "1,500"], "Price": ["9", "8"]})
    table.attrs["delimiter"] = ";"
    readings = preview(table)
    assert readings["Sold"]["number"] == "2,250 → 2.25; 1,500 → 1.5" and readings["Sold"]["open"] == "yes"
    assert not readings["Price"]["open"]


def test_what_cannot_be_read_is_said():
    readings = preview(pd.DataFrame({"Week": ["KW 9", "KW 10"], "Sold": ["sold out", None], "No": [None, None]}))
    assert "have no year" in readings["Week"]["date"] and readings["No"]["examples"] == ""


def test_nothing():
    assert preview(pd.DataFrame({"a": []}))["a"]["number"] == "No cell is a number." and preview(pd.DataFrame()) == {}
