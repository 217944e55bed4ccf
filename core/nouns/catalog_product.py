"""A product of the catalog as the rooms of SKUs and shelves see it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class CatalogProduct:
    """A product with its pictures.

    Attributes
    ----------
    sku : str
        Its SKU, else its title, else the address of its page.
    title, brand, size, category, gtin, currency : str
        In the shop's words; "" where it says nothing.
    gtin_problem : str
        What is wrong with the GTIN, in a sentence; "" for a good one, and where there is none.
    price : float or None
    pictures : tuple of str
        Picture ids in the order of the shop.
    """

    sku: str
    title: str = ""
    brand: str = ""
    size: str = ""
    category: str = ""
    gtin: str = ""
    gtin_problem: str = ""
    price: float | None = None
    currency: str = ""
    pictures: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "pictures": list(self.pictures)}


@dataclass(frozen=True)
class ProductProblem:
    """What is wrong with a product of an import; the rest went on.

    Attributes
    ----------
    sku : str
        Of the product, or what its picture is called.
    message, hint : str
    """

    sku: str
    message: str
    hint: str = ""
