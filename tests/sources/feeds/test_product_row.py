"""Facts of a product from the values of its row."""

from __future__ import annotations

import pytest

from core.sources.feeds.product_row import product_of


@pytest.mark.parametrize(("values", "label"), [
    ({"true_label": ["Home_Decor"], "category": ["Shoes"]}, "home_decor"),
    ({"category": ["12345", "Shoes"]}, "apparel"),
    ({"true_label": ["red"], "category": ["Shoes"]}, "apparel"), ({}, "")])
def test_a_label_of_its_own_wins_over_the_category(values: dict[str, list[str]], label: str) -> None:
    assert product_of(values, "").true_label == label


def test_facts_of_a_row() -> None:
    product = product_of({"sku": ["S-1"], "title": ["Red \n shoe"], "gtin": ["none", "4006381333931"],
                          "price": ["12,50"], "currency": ["eur"], "category": ["187", "Shoes > Red"]},
                         "https://shop.example/1")
    assert (product.sku, product.title, product.gtin, product.price) == ("S-1", "Red shoe", "4006381333931", 12.5)
    assert (product.currency, product.category, product.page) == ("EUR", "Shoes > Red", "https://shop.example/1")


def test_further_categories_and_the_gender_are_kept() -> None:
    product = product_of({"sku": ["S-1"], "category": ["Apparel & Accessories > Shoes", "187", "Sneakers > Running"],
                          "gender": [" female "]}, "")
    assert (product.category, product.product_type) == ("Apparel & Accessories > Shoes", "Sneakers > Running")
    assert product.gender == "female"
