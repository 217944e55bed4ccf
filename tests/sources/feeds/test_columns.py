"""Columns of feeds by their usual names, or by a person's mapping."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.sources.feeds.columns import FIELDS, addresses_in, columns_of, normal_name, product_of


@pytest.mark.parametrize(("name", "normal"), [
    ("g:Image Link", "image_link"), ("\ufeffID", "id"), ("image-link", "image_link"), ('"SKU" ', "sku"),
    ("Größe (cm)", "größe_cm"), ("", "")])
def test_names_are_compared_without_the_differences_between_shops(name: str, normal: str) -> None:
    assert normal_name(name) == normal


def test_the_best_name_of_a_field_comes_first() -> None:
    columns = columns_of(["thumbnail", "image", "image_link", "sku", "id"], {})
    assert columns["picture"] == [2, 1, 0] and columns["sku"] == [4, 3] and set(columns) == set(FIELDS)


@pytest.mark.parametrize(("header", "picture", "more"), [
    (["foto_url", "photo 1", "photo 2"], 1, [2]), (["main photo", "photo alt"], 0, []), (["bilder"], 0, []),
    (["image_1", "image_2", "image_position"], 0, [1])])
def test_names_about_pictures_are_guessed(header: list[str], picture: int, more: list[int]) -> None:
    columns = columns_of(header, {})
    assert (columns["picture"][0], columns["more"]) == (picture, more)


def test_a_mapping_wins_and_takes_no_further_pictures() -> None:
    columns = columns_of(["image_link", "image_2", "Foto"], {"picture": " foto "})
    assert columns["picture"] == [2] and columns["more"] == []


@pytest.mark.parametrize(("header", "mapping", "words"), [
    (["id", ""], {}, "its columns are id, (no name)"), (["id", "image"], {"sku": "Nummer"}, "no column 'Nummer'"),
    (["id", "image"], {"color": "id"}, "unknown field 'color'"), ([], {}, "no column with the addresses of pictures")])
def test_what_does_not_fit_lists_what_there_is(header: list[str], mapping: dict[str, str], words: str) -> None:
    with pytest.raises(Misuse) as caught:
        columns_of(header, mapping)
    assert words in caught.value.message and caught.value.hint


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


@pytest.mark.parametrize(("text", "addresses"), [
    ("", []), (" https://a.example/1.jpg ", ["https://a.example/1.jpg"]), ("1.jpg", ["1.jpg"]),
    ("https://a.example/1.jpg|https://a.example/2.jpg;//a.example/3.jpg",
     ["https://a.example/1.jpg", "https://a.example/2.jpg", "//a.example/3.jpg"]),
    ("https://a.example/w_1,h_2/1.jpg", ["https://a.example/w_1,h_2/1.jpg"])])
def test_addresses_of_a_cell(text: str, addresses: list[str]) -> None:
    assert addresses_in(text) == addresses
