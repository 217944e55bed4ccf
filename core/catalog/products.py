"""Products that shops name, and the pictures that show them."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import Connection, select

from core.catalog.picture_texts import note_changes
from core.catalog.query import digest, inserting, storable
from core.catalog.tables import product_pictures, products
from core.nouns.job import ItemResult
from core.nouns.product import Product


def product_id(product: Product) -> str:
    """What a product is called here: by its SKU where it has one, else by the address of its page.

    Examples
    --------
    >>> product_id(Product(sku="A-1")) == product_id(Product(sku="A-1", price=9.0))
    True
    >>> product_id(Product(title="A shoe"))
    ''
    """
    name = f"sku {product.sku}" if product.sku else f"page {product.page}" if product.page else ""
    return digest(name) if name else ""


def enter_products(connection: Connection, results: Iterable[ItemResult]) -> None:
    """Enter the products of analyzed items with their pictures; the newest word about a product counts.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    results : iterable of ItemResult
        With a picture.
    """
    rows, pairs = {}, {}
    for result in results:
        product, picture = result.item.candidate.product, result.picture
        name = product_id(product) if product else ""
        if product and picture and name:
            rows[name] = {"product_id": name, "sku": storable(product.sku)[:300], "title": storable(product.title),
                          "category": storable(product.category)[:300], "gtin": storable(product.gtin)[:60],
                          "page": storable(product.page), "price": product.price,
                          "currency": storable(product.currency)[:20], "brand": storable(product.brand)[:300],
                          "size": storable(product.size)[:100], "seen": time.time()}
            pairs[name, picture.analysis.picture_id] = result.item.number
    if not rows:
        return
    statement = inserting(connection, products)
    newest = {column.name: statement.excluded[column.name] for column in products.c if column.name != "product_id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["product_id"], set_=newest),
                       [rows[name] for name in sorted(rows)])
    connection.execute(
        inserting(connection, product_pictures).on_conflict_do_nothing(index_elements=["product_id", "picture_id"]),
        [{"product_id": name, "picture_id": picture, "position": number}
         for (name, picture), number in sorted(pairs.items())])
    note_changes(connection, (picture for _, picture in pairs))


def pictures_of(connection: Connection, sku: str) -> list[str]:
    """The picture ids of a product by its SKU, in the order in which the shop showed them."""
    query = (select(product_pictures.c.picture_id)
             .join(products, products.c.product_id == product_pictures.c.product_id)
             .where(products.c.sku == storable(sku)[:300])
             .order_by(product_pictures.c.position, product_pictures.c.picture_id))
    return list(connection.execute(query).scalars())
