"""One picture under several products is found from what shops said, without an index."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from core.catalog.store import Store
from core.catalog.tables import product_pictures, products
from core.settings import Settings
from core.similar.duplicates import Pair, products_of, shared


def test_a_picture_of_two_products_is_shared_and_names_them(tmp_path: Path) -> None:
    catalog = Store(Settings(data_dir=tmp_path).database)
    with catalog.writing() as connection:
        connection.execute(insert(products), [
            {"product_id": name, "sku": sku, "title": "A shoe", "page": "", "seen": 0.0}
            for name, sku in (("1", "A-1"), ("2", "B-2"), ("3", ""))])
        connection.execute(insert(product_pictures), [
            {"product_id": product, "picture_id": picture, "position": 0}
            for product, picture in (("1", "x"), ("2", "x"), ("1", "y"), ("3", "z"))])
    with catalog.reading() as connection:
        (picture,) = shared(connection)
        assert picture.picture_id == "x" and picture.products == ("A-1", "B-2")
        assert products_of(connection, ["y", "z", "none"]) == {"y": ("A-1",), "z": ("A shoe",)}
    catalog.close()


def test_a_pair_crosses_products_only_where_both_are_shown_by_others() -> None:
    assert Pair("a", "b", 0.9, 1, ("A",), ("B",)).crosses_products
    assert not Pair("a", "b", 0.9, 1, ("A",), ("A",)).crosses_products
    assert not Pair("a", "b", 0.9, 1, ("A",), ()).crosses_products
