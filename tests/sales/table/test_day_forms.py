"""One date, week, month or quarter in every way that tables write it."""

from __future__ import annotations

import pytest

from core.sales.table.day_forms import DayCell, day_cell, day_of, day_text


def meant(cell: object, form: str = "") -> str:
    parsed = day_cell(day_text(cell))
    return str(day_of(parsed, form or parsed.form))


@pytest.mark.parametrize("cell", [
    "2023-W09", "2023W09", "2023 W9", "2023/W09", "2023.W09", "2023_W09", "2023-KW09", "2023/KW 9", "W9 2023",
    "W09-2023",
    "w09.2023", "KW 9/2023", "KW09 2023", "KW09/23", "9. KW 2023", "wk 9 2023", "Wk9'23", "WK 9-2023", "Week 9, 2023",
    "Week 09 of 2023", "CW9 2023", "Calendar week 9 2023", "Woche 9 2023", "Semaine 9 2023", "S09 2023", "Sem. 9 2023",
    "Semana 9 2023", "Settimana 9 2023", "Tydzień 9 2023", "2023-W09-1", "2023-W09 (27.02.-05.03.)", "２０２３-W09",
    "2023年第9週"])
def test_weeks(cell):
    assert meant(cell, "week") == "2023-02-27"


@pytest.mark.parametrize("cell", [
    "Mar 2023", "March 2023", "Mar. 2023", "2023 Mar", "MAR-2023", "März 2023", "Mrz 2023", "mars 2023", "marzo 2023",
    "marzo de 2023", "março/2023", "maart 2023", "mrt 2023", "marzec 2023", "marca 2023", "март 2023", "2023-Mar"])
def test_months_by_name(cell):
    assert meant(cell) == "2023-03-01"


@pytest.mark.parametrize(("cell", "month"), [
    ("Jan", 1), ("Jänner", 1), ("Enero", 1), ("Gennaio", 1), ("Styczeń", 1), ("févr.", 2), ("Lutego", 2), ("Kwi", 4),
    ("avril", 4),
    ("Mai", 5), ("Mei", 5), ("Maj", 5), ("Juin", 6), ("Giugno", 6), ("Juil.", 7), ("Luglio", 7), ("août", 8),
    ("Ago", 8),
    ("Sept.", 9), ("Set", 9), ("Wrzesień", 9), ("Okt", 10), ("Outubro", 10), ("Październik", 10), ("Listopad", 11),
    ("Dez", 12), ("Dic", 12), ("déc.", 12), ("Grudzień", 12)])
def test_every_month_in_the_languages(cell, month):
    assert meant(f"{cell} 2023") == f"2023-{month:02}-01"


@pytest.mark.parametrize("cell", ["Q3 2023", "2023-Q3", "2023Q3", "3Q23", "Q3/23", "Q3'23", "3. Quartal 2023",
    "T3 2023", "Quarter 3 2023"])
def test_quarters(cell):
    assert meant(cell) == "2023-07-01"


@pytest.mark.parametrize("cell", [
    "2023-03-05", "2023/3/5", "2023.03.05", "20230305", "5 Mar 2023", "05-Mar-23", "5. März 2023", "Mar 5, 2023",
    "March 5th, 2023", "5 de marzo de 2023", "5 mars 2023", "Sun, 5 Mar 2023", "So 5. März 2023",
    "2023-03-05T23:30:00Z",
    "2023-03-05 10:00", "2023-03-05T10:00:00+02:00", "Mar 5, 2023 12:00:01 AM PST", "2023-03-05/2023-03-11",
    "2023-03-05 - 2023-03-11", "Mar 5 - Mar 11, 2023", "Mar 5, 2023 - Mar 11, 2023", "Week of 2023-03-05", "45100",
    "1677974400", "1677974400000", "2023-Mar-05"])
def test_days(cell):
    expected = "2023-06-23" if cell == "45100" else "2023-03-05"
    assert meant(cell) == expected


@pytest.mark.parametrize(("cell", "first", "second"), [
    ("05/03/2023", "2023-03-05", "2023-05-03"), ("5.3.23", "2023-03-05", "2023-05-03"),
    ("5. 3. 2023", "2023-03-05", "2023-05-03"), ("05.03.2023 - 11.03.2023", "2023-03-05", "2023-05-03"),
    ("5/3/2023 12:00 AM", "2023-03-05", "2023-05-03"), ("05-03-99", "1999-03-05", "1999-05-03")])
def test_pairs_in_both_orders(cell, first, second):
    assert (meant(cell, "day first"), meant(cell, "month first")) == (first, second)


@pytest.mark.parametrize("cell", ["soon", "", "n/a", "A-1", "2023-W60", "2023-02-30", "Mar 2023 Apr 2023", "12345",
    "March"])
def test_what_is_no_day(cell):
    assert meant(cell) == "None"


def test_a_week_that_a_year_lacks():
    assert day_of(DayCell("week", 2023, 53), "week") is None and day_of(DayCell("week", 2020, 53), "week") is not None
