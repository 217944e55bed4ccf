"""Products enter with the pictures that show them; the newest word about one counts."""

from __future__ import annotations

from sqlalchemy import text

from core.catalog.products import enter_products, pictures_of, product_id
from core.catalog.store import Store
from core.nouns.job import Item, ItemResult
from core.nouns.product import Candidate, Product
from tests.catalog.test_store import audit, candidate, judged


def analyzed(number: int, product: Product | None) -> ItemResult:
    return ItemResult(Item("a", number, Candidate(f"{number}.jpg", product=product)), judged(number))


def picture(number: int) -> str:
    return f"{number:x}".rjust(64, "0")


def test_a_product_is_known_by_its_sku_else_by_its_page() -> None:
    assert product_id(Product(sku="A-1", page="https://shop/a")) == product_id(Product(sku="A-1"))
    assert product_id(Product(page="https://shop/a")) == product_id(Product(page="https://shop/a", title="Shoe"))
    assert len({product_id(Product(sku="a")), product_id(Product(page="a")), product_id(Product(sku="b"))}) == 3
    assert product_id(Product(title="A shoe")) == ""


def test_its_pictures_come_in_the_order_of_the_shop(store: Store) -> None:
    with store.writing() as connection:
        enter_products(connection, [analyzed(3, Product(sku="A")), analyzed(1, Product(sku="A")),
                                    analyzed(2, Product(sku="B")), analyzed(4, None), analyzed(5, Product(title="?"))])
        assert pictures_of(connection, "A") == [picture(1), picture(3)]
        assert pictures_of(connection, "B") == [picture(2)] and pictures_of(connection, "C") == []


def test_the_newest_word_counts_and_pictures_stay(store: Store) -> None:
    with store.writing() as connection:
        enter_products(connection, [analyzed(1, Product(sku="A", title="Old", price=1.0))])
        enter_products(connection, [analyzed(2, Product(sku="A", title="New\0", price=2.5, currency="EUR"))])
        row = connection.execute(text("SELECT title, price, currency FROM products")).one()
        assert tuple(row) == ("New\ufffd", 2.5, "EUR")
        assert pictures_of(connection, "A") == [picture(1), picture(2)]


def test_an_audit_enters_the_products_of_its_source(store: Store) -> None:
    audit(store, "shop", {candidate(n): judged(n) for n in (1, 2)})
    with store.reading() as connection:
        rows = connection.execute(text("SELECT sku, title, category FROM products ORDER BY sku")).all()
        assert [tuple(row) for row in rows] == [("SKU-1", "Läufer 1", "shoes"), ("SKU-2", "Läufer 2", "shoes")]
        assert pictures_of(connection, "SKU-2") == [picture(2)]
