"""The products of the demo shop, as its feeds and pages sell them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

# Prefix of the SKU: the shop's own category, and the one in Google's taxonomy.
CATEGORIES = {
    "DRE": ("Dresses", "Apparel & Accessories > Clothing > Dresses"),
    "JEM": ("Jeans", "Apparel & Accessories > Clothing > Pants"),
    "JEW": ("Jeans", "Apparel & Accessories > Clothing > Pants"),
    **dict.fromkeys(("TSM", "TSW", "SWE", "TAN", "POR"), ("Tops", "Apparel & Accessories > Clothing > Shirts & Tops")),
    "CAP": ("Hats", "Apparel & Accessories > Clothing Accessories > Hats"),
    "SOC": ("Socks", "Apparel & Accessories > Clothing > Underwear & Socks > Socks"),
    "SUN": ("Sunglasses and watches", "Apparel & Accessories > Clothing Accessories > Sunglasses"),
    "WAT": ("Sunglasses and watches", "Apparel & Accessories > Jewelry > Watches"),
    "JAR": ("Home and kitchen", "Home & Garden > Kitchen & Dining > Food Storage"),
    "MUG": ("Home and kitchen", "Home & Garden > Kitchen & Dining > Tableware > Drinkware > Mugs"),
    "SAL": ("Home and kitchen", "Home & Garden > Kitchen & Dining > Tableware > Salt & Pepper Shakers"),
    "CAN": ("Home and kitchen", "Home & Garden > Decor > Home Fragrance Accessories > Candle Holders"),
    "DRY": ("Beauty and books", "Health & Beauty > Personal Care > Hair Care > Hair Styling Tools > Hair Dryers"),
    "BOO": ("Beauty and books", "Media > Books"),
    "LOA": ("Home and kitchen", "Home & Garden > Kitchen & Dining > Kitchen Tools & Utensils"),  # planted: shoes
}
RENAMED = {"boo-01_1.jpg": "boo-01_1.webp"}  # planted: a format that Amazon does not take
COPIED = {"mug-02_0.jpg": "mug-01_1.jpg"}  # planted: another product's photo under a name of its own
FIRST = {"MUG-02": ("mug-02_0.jpg",)}  # shown before the product's own photos


@dataclass(frozen=True)
class Product:
    """One product of the shop.

    Attributes
    ----------
    sku, title, category, google_category, currency : str
        `category` is the shop's own.
    price : float
    pictures : tuple of str
        Names of files in `pictures/`, the main one first.
    """

    sku: str
    title: str
    category: str
    google_category: str
    price: float
    currency: str
    pictures: tuple[str, ...]


def read_products(path: Path) -> list[Product]:
    """The products in the order of the table, whose rows of one SKU are its views."""
    products: dict[str, Product] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sku, name = row["sku"], Path(row["photo"]).name
            if sku not in products:
                products[sku] = Product(sku, row["title"], *CATEGORIES[sku[:3]], float(row["price"]), row["currency"],
                                     FIRST.get(sku, ()))
            products[sku] = replace(products[sku], pictures=(*products[sku].pictures, RENAMED.get(name, name)))
    return list(products.values())
