"""Columns of dates: one form for the whole column, years from beside it, and sentences about what is no date."""

from __future__ import annotations

import pandas as pd
import pytest

from core.sales.table.days import FORM_WORDS, read_days


def read(*cells: object, name: str = "", years: list[object] | None = None) -> tuple[list[str], str, str]:
    column = read_days(pd.Series(list(cells), name=name), None if years is None else pd.Series(years))
    return column.days.dt.strftime("%Y-%m-%d").fillna("").tolist(), column.form, " ".join(column.notes)


def test_a_year_with_a_number_is_a_week_where_the_column_says_so():
    assert read("2023-50", "2023-09")[:2] == (["2023-12-11", "2023-02-27"], "week")
    assert read("202350", "202309")[1] == "week" and read("50/2023", "9/2023")[1] == "week"
    assert read("2023-09", "2023-10", name="Year week")[1] == "week" == read("2023-09", name="KW")[1]
    assert read("2023-09", "2023-W10")[1] == "week"
    assert read("2023-09", "2023-10")[:2] == (["2023-09-01", "2023-10-01"], "month")
    assert read("2023-09", "2023-13", name="Month")[1] == "week", "there is no thirteenth month"


def test_a_number_beside_a_month_is_a_year_or_a_day():
    assert read("Nov-22", "Dec-22", "Jan-23")[:2] == (["2022-11-01", "2022-12-01", "2023-01-01"], "month")
    days, _, notes = read("Nov 1", "Nov 8", "Dec 6")
    assert days == ["", "", ""] and "have no year" in notes


@pytest.mark.parametrize(("cells", "years", "days"), [
    (["KW 9", "KW 10"], ["2023", "2023"], ["2023-02-27", "2023-03-06"]),
    (["9", "50"], ["2023", "2023"], ["2023-02-27", "2023-12-11"]),
    (["March", "Mai"], [2023, 2024.0], ["2023-03-01", "2024-05-01"]), (["3. Quartal"], ["2023"], ["2023-07-01"]),
    (["Q3", "Q4"], ["2023", "2023"], ["2023-07-01", "2023-10-01"])])
def test_years_stand_in_a_column_of_their_own(cells, years, days):
    assert read(*cells, years=years)[0] == days
    assert "have no year" in read(*cells)[2]


@pytest.mark.parametrize(("cell", "words"), [
    ("2023-W53", "no ISO week of 1990 to 2099"), ("2024-W00", "no ISO week"), ("2023-02-30", "no day"),
    ("1850-01-01", "no day"), ("31/13/2023", "no day"), ("2023-13", "2023-03-27"), ("2023", "are years"),
    ("2405", "no years"), ("2023M05", "2023-05-01"), ("2023年5月8日", "2023-05-08"), ("2023年5月", "2023-05-01")])
def test_what_is_out_of_range_is_said(cell, words):
    days, _, notes = read(cell)
    assert words in f"{days[0]} {notes}"


def test_days_of_files_and_numbers():
    column = read_days(pd.Series([pd.Timestamp("2023-03-01 10:00"), pd.Timestamp("1900-01-01")]))
    assert column.days.isna().tolist() == [False, True] and column.days[0] == pd.Timestamp("2023-03-01")
    assert read(45000, 45007)[0] == ["2023-03-15", "2023-03-22"] == read("45000", "45007")[0]
    assert read(20230315)[0] == ["2023-03-15"] and read(202309)[1] == "month" and read(1678838400)[0] == ["2023-03-15"]


def test_many_times_of_a_day_cost_little():
    times = pd.Series(pd.date_range("2023-01-01", periods=60_000, freq="min")).astype("str")
    assert read_days(times).days.nunique() == 42


def test_nothing_is_no_date():
    assert read("soon", "", None)[0] == ["", "", ""] and read_days(pd.Series([], dtype="str")).form == ""
    assert set(FORM_WORDS) > {"day", "week", "month"}


def test_one_date_in_all_rows_is_named_and_several_are_counted():
    assert read(*["2024-13-32"] * 3)[2].startswith("The date '2024-13-32' is no day")
    assert read("2024-13-32", "2024-14-40", "2024-14-40")[2].startswith("2 different dates, such as '2024-13-32', are")
