"""One cell at a time: every sign, blank, currency, scale and unit that a number can have around it."""

from __future__ import annotations

import pytest

from core.sources.numerals.cell import is_dash, plain, written


@pytest.mark.parametrize("cell", [
    "-7", "−7", "–7", "7-", "7 −", "(7)", "( 7 )", "$ (7)", "($7)", "(7) EUR", "-$7", "$-7", "€ -7", "7 CR", "7 cr",
    "－７", "-7 %", "(7 pcs)"])
def test_every_way_to_write_less_than_zero(cell: str) -> None:
    number = written(cell)
    assert number is not None and (number.sign, number.body, number.rest) == (-1, "7", "")


@pytest.mark.parametrize("cell", [
    "7", "+7", "7 DR", "7,-", "7.–", "7.--", "7/-", "7:-", "٧", "７", "'7", '="7"', "7*"])
def test_what_only_looks_like_less_than_zero(cell: str) -> None:
    number = written(cell)
    assert number is not None and (number.sign, number.body.rstrip(".,"), number.rest) == (1, "7", "")


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "'", "’", "ʼ", "´"])
def test_every_blank_and_apostrophe_separates_thousands(blank: str) -> None:
    number = written(f"12{blank}345{blank}678,5 kg")
    assert number is not None and (number.body, number.decimal, number.unit) == ("12345678,5", ",", "kg")


@pytest.mark.parametrize(("cell", "code"), [
    ("R$ 2.349,90", "BRL"), ("NT$3,400", "TWD"), ("1 200 zł", "PLN"), ("CHF 12", "CHF"), ("Fr. 12.–", "CHF"),
    ("SFr. 12", "CHF"), ("₹3,49,900", "INR"), ("Rs. 12", "INR?"), ("$12.00 CAD", "CAD"), ("kr 100 NOK", "NOK"),
    ("12 ¥", "JPY?"), ("HK$ 9", "HKD"), ("A$9", "AUD"), ("US$ 9", "USD"),
    ("9 US$", "USD"), ("$9", "USD?"), ("9 Kč", "CZK"), ("9 Ft", "HUF"), ("9 руб.", "RUB"), ("9 ₺", "TRY"),
    ("9 TL", "TRY"), ("kr 9", "SEK?"), ("RM9", "MYR"), ("R 9", "ZAR"), ("S/. 9", "PEN"), ("9 usd", "USD"),
    ("EUR €9", "EUR"), ("€9 EUR", "EUR"), ("9", ""), ("9 pcs", ""), ("from 9 €", "EUR"), ("9 - 12 EUR", "EUR")])
def test_currencies_on_both_sides(cell: str, code: str) -> None:
    number = written(cell)
    assert number is not None and number.currency == code


@pytest.mark.parametrize(("cell", "scale"), [
    ("2.4k", 1e3), ("2.4 K", 1e3), ("2,4 Tsd. €", 1e3), ("12 TEUR", 1e3), ("12 T€", 1e3), ("12 k€", 1e3),
    ("1.2 Mio. €", 1e6), ("$1.2m", 1e6), ("$1.2M", 1e6), ("1.2M", 1e6), ("3 mln zł", 1e6), ("2 bn USD", 1e9),
    ("2.5 lakh", 1e5), ("₹2 Cr", 1e7), ("₹2 crore", 1e7), ("12 m", 1.0), ("12 t", 1.0), ("₹2 CR", 1.0)])
def test_scales(cell: str, scale: float) -> None:
    number = written(cell)
    assert number is not None and number.scale == scale and number.rest == ""


@pytest.mark.parametrize(("cell", "decimal"), [
    ("12", ""), ("12.5", "."), ("12,5", ","), ("1.234,5", ","), ("1,234.5", "."), ("1.234.567", ","),
    ("1,234,567", "."), ("12,34,567", "."), ("12.34.567", ","), ("1,016", ",?"), ("1.016", ".?"), ("0.750", "."),
    ("0,750", ","), (".750", "."), ("1234.567", "."), ("1 234.567", "."), ("1'234,567", ","), ("1.2345", "."),
    ("2.400E+03", "."), ("2,4e3", ",")])
def test_the_decimal_mark_that_a_cell_shows(cell: str, decimal: str) -> None:
    number = written(cell)
    assert number is not None and number.decimal == decimal


@pytest.mark.parametrize("cell", [
    "1.2.2024", "1,2,3", "1.234.56", "1,234,56.7", "12 34", "1'23", "2024-01-31", "10:30", "3/4", "A-1", "A12", "12A",
    "n/a 5", "5 to 7", "9" * 41])
def test_what_is_no_number(cell: str) -> None:
    number = written(cell)
    assert number is not None and number.rest


@pytest.mark.parametrize("cell", ["", " ", "free", "-", "n/a", "#N/A", "€"])
def test_cells_without_digits(cell: str) -> None:
    assert written(cell) is None


def test_dashes() -> None:
    assert [is_dash(cell) for cell in ("-", " – ", "€ -", "— €", "", "--", "x-y")] == [True] * 4 + [False] * 3


def test_marks_are_made_one() -> None:
    assert plain("\u200e−1\u00a0234’567\u200b") == "-1 234'567"
