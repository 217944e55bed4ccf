"""Signs and codes of currencies."""

from __future__ import annotations

from core.sources.numerals import currencies
from core.sources.numerals.currencies import CODES, THREE_PLACES, agreed, currency_of, doubt, settled
from core.sources.numerals.notation import read_numbers


def test_every_sign_means_one_currency() -> None:
    signs = [sign for signs in currencies._SIGNS.values() for sign in signs.split()]
    assert len(signs) == len(set(signs)) and all(currency_of(sign) in CODES for sign in signs)
    assert THREE_PLACES < CODES and all(currency_of(code.lower()) == code for code in CODES)


def test_two_signs_of_one_currency_and_of_two() -> None:
    assert currency_of("US$ USD") == "USD" and currency_of("€ USD") == "" and currency_of("") == ""


def test_an_open_sign_means_what_the_rest_of_the_table_shows() -> None:
    assert settled(["USD?", "SEK?", "NOK"]) == {"USD?": "USD?", "SEK?": "NOK", "NOK": "NOK"}
    assert agreed("INR?", "PKR") == "PKR" and agreed("INR?", "EUR") == "" and agreed("", "USD?") == ""
    numbers = read_numbers(["$9", "$12.00 CAD", "7"])
    assert numbers.currencies == ("CAD", "CAD", "") and numbers.values.tolist() == [9, 12, 7]
    assert all(doubt(code).endswith(".") for code in currencies._SHARED)
