"""Pairs of nearly the same picture, and pictures that several products share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.catalog.tables import product_pictures, products

MOST_SHARED = 1000  # pictures under several products that are listed
CHUNK = 500


@dataclass(frozen=True)
class SharedPicture:
    """One picture under several products: at least one shows the wrong product, or a variant has no own picture.

    Attributes
    ----------
    picture_id : str
    products : tuple of str
        SKU of each, its title or page where it has none.
    """

    picture_id: str
    products: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two files that show nearly the same picture.

    Attributes
    ----------
    first, second : str
        Picture ids; `first` sorts before `second`.
    score : float
        Cosine of their vectors.
    bits : int
        How many of the 64 bits of their perceptual hashes differ.
    first_products, second_products : tuple of str
        Products that show each; as in `SharedPicture`.
    """

    first: str
    second: str
    score: float
    bits: int
    first_products: tuple[str, ...] = ()
    second_products: tuple[str, ...] = ()

    @property
    def crosses_products(self) -> bool:
        """True where both are shown, and not by the same products."""
        return bool(self.first_products and self.second_products) and self.first_products != self.second_products


def products_of(connection: Connection, picture_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Picture id -> the products that show it, named by SKU, else title, else page; in order."""
    wanted, found = sorted(set(picture_ids)), dict[str, list[str]]()
    for start in range(0, len(wanted), CHUNK):
        query = (select(product_pictures.c.picture_id, products.c.sku, products.c.title, products.c.page)
                 .join(products, products.c.product_id == product_pictures.c.product_id)
                 .where(product_pictures.c.picture_id.in_(wanted[start:start + CHUNK])))
        for row in connection.execute(query):
            found.setdefault(row.picture_id, []).append(row.sku or row.title or row.page)
    return {picture_id: tuple(sorted(names)) for picture_id, names in found.items()}


def shared(connection: Connection) -> list[SharedPicture]:
    """Pictures that at least two products show, those of the most products first; at most 1,000."""
    query = (select(product_pictures.c.picture_id).group_by(product_pictures.c.picture_id)
             .having(func.count() > 1).order_by(func.count().desc(), product_pictures.c.picture_id).limit(MOST_SHARED))
    ids = list(connection.execute(query).scalars())
    names = products_of(connection, ids)
    return [SharedPicture(picture_id, names[picture_id]) for picture_id in ids]
