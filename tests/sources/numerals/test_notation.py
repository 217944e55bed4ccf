"""Columns of numbers: a mark means what it means in the whole column, and what stays open is said to be open."""

from __future__ import annotations

import math

import pytest

from core.sources.numerals.notation import Notation, notation_of, read_numbers


@pytest.mark.parametrize(("cells", "values"), [
    (["1.104", "912", "1.087"], [1104, 912, 1087]),  # thousands beside numbers below a thousand
    (["1,104", "912"], [1104, 912]),
    (["1.104", "2,50"], [1104, 2.5]), (["1.104", "2.50"], [1.104, 2.5]), (["1,104", "2.50"], [1104, 2.5]),
    (["1.104", "1.234.567"], [1104, 1234567]), (["1,104", "12,34,567"], [1104, 1234567]),
    (["1,250", "0,750"], [1.25, 0.75]), (["1.250", "0.750"], [1.25, 0.75]), (["1.250", "2.0625"], [1.25, 2.0625]),
    (["1'299.00", "1’299.50", "7"], [1299, 1299.5, 7]), (["1 234,5", "1 299"], [1234.5, 1299]),
    (["4.333", "4.667", "5"], [4.333, 4.667, 5]),  # ratings: nothing near a thousand
    (["2.4k", "1.2k", "874"], [2400, 1200, 874]), (["2.40E+03", "1e2"], [2400, 100]),
    (["12 %", "7%"], [12, 7]), (["3 pcs", "4 pcs"], [3, 4]), (["3 crates", "1 crate"], [3, 1]),
    (["KWD 1.250", "KWD 2.500"], [1.25, 2.5])])
def test_columns_that_tell(cells: list[str], values: list[float]) -> None:
    numbers = read_numbers(cells)
    assert numbers.values.tolist() == pytest.approx(values)


@pytest.mark.parametrize(("cells", "amounts", "values"), [
    (["1.250", "2.500"], True, [1250, 2500]), (["1.250", "2.500"], False, [1.25, 2.5]),
    (["1,250", "2,500"], False, [1250, 2500]), (["1.250 €", "12,90 €", "9.90 €"], True, [1250, 12.9, 9.9]),
    (["1250", "1.300"], True, [1250, 1300])])
def test_columns_that_do_not_tell_are_open(cells: list[str], amounts: bool, values: list[float]) -> None:
    numbers = read_numbers(cells, amounts=amounts)
    assert numbers.values.tolist() == values
    assert numbers.notation.is_open and numbers.notation.example


@pytest.mark.parametrize(("cells", "neighbors", "values"), [
    (["1.250", "2.500"], ",", [1250, 2500]), (["1.250", "2.500"], ".", [1.25, 2.5]),
    (["1,250", "2,500"], ",", [1.25, 2.5]), (["1,250", "2,500"], ".", [1250, 2500])])
def test_neighbors_settle_an_open_column(cells: list[str], neighbors: str, values: list[float]) -> None:
    numbers = read_numbers(cells, neighbors=neighbors)
    assert numbers.values.tolist() == values and not numbers.notation.is_open
    own = read_numbers([*cells, "2,5" if neighbors == "." else "2.5"], neighbors=neighbors)
    assert own.values[0] != values[0], "what the column shows counts more"


def test_neighbors_that_contradict_leave_it_open() -> None:
    assert notation_of(["1.104", "912"], neighbors=".").is_open
    assert not notation_of(["1.104", "912"], neighbors=",").is_open


def test_a_person_settles_it() -> None:
    for mark, values in ((",", [1104, 912]), (".", [1.104, 912])):
        numbers = read_numbers(["1.104", "912"], decimal=mark)
        assert numbers.values.tolist() == values and not numbers.notation.is_open


def test_a_slip_decides_nothing() -> None:
    numbers = read_numbers([*(f"{place},5" for place in range(200)), "1.104", "3.5"])
    assert numbers.values[-2:].tolist() == [1104, 3.5] and not numbers.notation.is_open


def test_words_and_codes_are_no_numbers() -> None:
    assert all(map(math.isnan, read_numbers(["sold out", "", "A-1", "2024-01-31", "10:30"]).values))
    assert all(map(math.isnan, read_numbers(["12 red", "14 blue"]).values)), "two words are no unit"


def test_a_dash_is_zero_among_amounts_without_zeros() -> None:
    numbers = read_numbers(["-", "€ –", "5"], amounts=True)
    assert numbers.values.tolist() == [0, 0, 5] and numbers.dashes.tolist() == [True, True, False]
    assert math.isnan(read_numbers(["-", "0", "5"], amounts=True).values[0])
    assert math.isnan(read_numbers(["-", "4.5"]).values[0])


def test_units_and_currencies_of_cells() -> None:
    numbers = read_numbers(["5 %", "€ 4", "3 kg"])
    assert numbers.units == ("%", "", "kg") and numbers.currencies == ("", "EUR", "")


def test_nothing_and_nonsense() -> None:
    assert read_numbers([]).values.size == 0
    assert Notation().amount("9" * 100_000 + " EUR") == (None, "EUR")
    assert Notation().amount("") == (None, "")


def test_a_range_has_the_currency_behind_its_end() -> None:
    assert Notation().amount("12,90 \u2013 15,90 kr") == (12.9, "SEK") and Notation().amount("9 - 12 pcs") == (9, "")
