"""Columns of feeds by what their cells hold, by their names, or by a person's mapping."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.sources.feeds.columns import Columns, check_fields, is_part
from core.sources.feeds.names import FIELDS, NO_COLUMN, ROW_FIELDS

URL = "https://cdn.example/1.jpg"


def layout(table: dict[str, str], **mapping: str) -> dict[str, list[str]]:
    """Field -> names of its columns, for a table with one row."""
    names = tuple(table)
    places = Columns(mapping, [(names, list(table.values()))], names).of(names)
    return {field: [names[index] for index in indices] for field, indices in places.items()}


def test_the_best_name_of_a_field_comes_first() -> None:
    fields = layout(dict.fromkeys(("thumbnail", "image", "image_link"), URL) | {"id": "1", "sku": "S-1"})
    assert fields["picture"] == ["image_link", "image", "thumbnail"] and fields["sku"] == ["sku", "id"]
    assert set(fields) == {*FIELDS, *ROW_FIELDS}


@pytest.mark.parametrize(("table", "picture", "more"), [
    ({"foto_url": URL, "photo 1": URL, "photo 2": URL}, "foto_url", ["photo 1", "photo 2"]),
    ({"main photo": URL, "photo alt": "red"}, "main photo", []), ({"bilder": ""}, "bilder", []),
    ({"image_1": URL, "image_2": URL, "image_position": "1"}, "image_1", ["image_2"]),
    # labels, numbers and flags beside the addresses
    ({"base_image": "/a.jpg", "base_image_label": "A", "small_image": "/a.jpg", "additional_images": "/a.jpg,/b.jpg",
      "additional_image_labels": "A,B"}, "base_image", ["additional_images"]),
    # one picture written twice: the whole address counts
    ({"Product Image ID - 1": "371", "Product Image File - 1": "c/1.jpg", "Product Image URL - 1": URL,
      "Product Image Description - 1": "front", "Product Image Sort - 1": "0"}, "Product Image URL - 1", []),
    # no name tells it, the cells do
    ({"Kuvatiedosto X": URL, "Nimi": "Kenkä"}, "Kuvatiedosto X", []),
    ({"column 1": "S-1", "column 2": URL}, "column 2", []),
    # pictures of other things, and texts with pictures in them
    ({"image": URL, "brand_logo": URL, "category_image": URL,
      "description": f"<p>x</p><img src='{URL}'>"}, "image", []),
    ({"Image URL": "a shoe", "Media": URL}, "Media", []),
])
def test_pictures_are_told_from_what_stands_beside_them(table: dict[str, str], picture: str, more: list[str]) -> None:
    fields = layout(table)
    assert (fields["picture"][0], fields["more"]) == (picture, more)


def test_cells_decide_where_a_name_has_two_meanings() -> None:
    fields = layout({"Image": URL, "Type": "simple", "Item Type": "Product", "Kategorie": "Schuhe"})
    assert fields["category"] == ["Kategorie"] and fields["kind"] == ["Type", "Item Type"]
    assert layout({"Image": URL, "Type": "Shoes"})["category"] == ["Type"]
    assert layout({"Image": URL, "Price": "on request", "Preis": "9,90"})["price"] == ["Preis"]


def test_a_mapping_wins_and_takes_no_further_pictures() -> None:
    table = {"image_link": URL, "image_2": URL, "Foto": URL}
    fields = layout(table, picture=" foto ")
    assert fields["picture"] == ["Foto"] and fields["more"] == []
    assert layout(table, picture="Foto", more="image_2")["more"] == ["image_2"]


def test_a_column_that_was_taken_wrongly_is_given_back() -> None:
    table = {"image_link": URL, "price": "9,90", "preis": "9"}
    assert layout(table)["price"] == ["price", "preis"] and layout(table, price=NO_COLUMN)["price"] == []
    with pytest.raises(Misuse, match="no column with the addresses"):
        layout(table, picture=NO_COLUMN)


def test_a_column_that_comes_twice_gives_further_pictures() -> None:
    names = ("id", "picture", "picture")
    assert Columns({}, [(names, ["1", URL, URL])]).of(names)["more"] == [2]


def test_fields_that_later_products_have_are_known_by_their_names() -> None:
    columns = Columns({}, [(("id", "image"), ["1", URL])])
    later = ("id", "title", "additional_image_link", "image")
    assert (columns.of(later)["title"], columns.of(later)["more"]) == ([1], [2])


def test_guesses_have_examples() -> None:
    names = ("Nr", "image", "price")
    rows = [(names, [str(row), URL, f"{row} EUR"]) for row in range(5)]
    nr, image, price = Columns({}, rows, names).guesses()
    assert (nr.name, nr.field, nr.examples) == ("Nr", "", ("0", "1", "2"))
    assert (image.field, image.examples, price.field) == ("picture", (URL,) * 3, "price")


@pytest.mark.parametrize(("table", "mapping", "words"), [
    ({"id": "", "": ""}, {}, "its columns are id, (no name)"), ({"id": "1", "image": URL}, {"sku": "Nummer"},
                                                                 "no column 'Nummer'"),
    ({"id": "1", "image": URL}, {"hem": "id"}, "unknown field 'hem'"), ({}, {}, "no column with the addresses")])
def test_what_does_not_fit_lists_what_there_is(table: dict[str, str], mapping: dict[str, str], words: str) -> None:
    with pytest.raises(Misuse) as caught:
        layout(table, **mapping)
    assert words in caught.value.message and caught.value.hint


def test_parts_of_products() -> None:
    assert is_part(" Variation ") and is_part("SKU") and not is_part("Product")
    check_fields({"picture": "x", "more": "y"})
