"""Signs and codes of currencies."""

from __future__ import annotations

from core.sources.numerals import currencies
from core.sources.numerals.currencies import CODES, THREE_PLACES, currency_of


def test_every_sign_means_one_currency() -> None:
    signs = [sign for signs in currencies._SIGNS.values() for sign in signs.split()]
    assert len(signs) == len(set(signs)) and all(currency_of(sign) in CODES for sign in signs)
    assert THREE_PLACES < CODES and all(currency_of(code.lower()) == code for code in CODES)


def test_two_signs_of_one_currency_and_of_two() -> None:
    assert currency_of("US$ USD") == "USD" and currency_of("€ USD") == "" and currency_of("") == ""
