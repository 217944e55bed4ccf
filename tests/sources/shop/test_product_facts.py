"""Prices, GTINs and categories as shops write them become values, or nothing; never a wrong value."""

from __future__ import annotations

import pytest

from core.nouns.intent import INTENT_LABELS
from core.sources.shop import product_facts
from core.sources.shop.product_facts import gtin_of, intent_of_category, price_of


@pytest.mark.parametrize(("text", "price"), [
    ("12.99 EUR", (12.99, "EUR")), ("EUR 12,99", (12.99, "EUR")), ("€ 1.299,00", (1299.0, "EUR")),
    ("$1,299.5", (1299.5, "USD")), ("1 299,00 PLN", (1299.0, "PLN")), ("1'299.00 CHF", (1299.0, "CHF")),
    ("12", (12.0, "")), ("1,299", (1299.0, "")), ("0,999", (0.999, "")), ("1.234.567", (1234567.0, "")),
    ("", (None, "")), ("-5 EUR", (None, "EUR")), ("free", (None, "")), ("9" * 400, (None, "")),
    ("1,234,567.89 USD", (1234567.89, "USD")), ("£9", (9.0, "GBP")),
])
def test_prices(text: str, price: tuple[float | None, str]) -> None:
    assert price_of(text) == price


@pytest.mark.parametrize(("text", "gtin"), [("4006381333931", "4006381333931"), ("'4006381333931", "4006381333931"),
                                            ("4006-381 333931", "4006381333931"), ("96385074", "96385074"),
                                            ("4.00638E+12", ""), ("123", ""), ("n/a", ""), ("", "")])
def test_gtins(text: str, gtin: str) -> None:
    assert gtin_of(text) == gtin


@pytest.mark.parametrize(("category", "label"), [
    ("Apparel & Accessories > Clothing > Dresses", "apparel"), ("Apparel &amp; Accessories", "apparel"),
    ("166", "apparel"), ("Home & Garden > Decor", "home_decor"), ("Furniture > Chairs", "home_decor"),
    ("Electronics > Computers", "other"), ("Animals & Pet Supplies > Pet Supplies > Dog Beds", "other"),
    ("Baby clothing", "apparel"), ("Table Lamps", "home_decor"), ("Home > Women > Dresses", "apparel"),
    ("Home / Shoes", "apparel"), ("apparel", "apparel"), ("Gizmos", ""), ("", ""), ("99999999999", ""),
    ("negative", ""), ("Möbel", "home_decor"), ("Sporting Goods", "other"),
])
def test_categories_mean_an_intent(category: str, label: str) -> None:
    assert intent_of_category(category) == label


def test_the_words_of_categories_mean_labels_of_the_model() -> None:
    labels = {*product_facts._ROOTS.values(), *product_facts._INTENT_OF.values(), *product_facts._ROOT_IDS.values()}
    assert labels == set(INTENT_LABELS) - {"negative"}


def test_a_long_text_is_no_price_and_takes_no_time() -> None:
    assert price_of("1" * 100_000 + " EUR") == (None, "EUR")
