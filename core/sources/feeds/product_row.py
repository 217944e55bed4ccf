"""The product that a row of a feed describes."""

from __future__ import annotations

from core.nouns.intent import INTENT_LABELS
from core.nouns.product import Product
from core.sources.numerals.notation import Notation
from core.sources.shop.product_facts import gtin_of, intent_of_category, price_of


def product_of(values: dict[str, list[str]], page: str, notation: Notation | None = None) -> Product:
    """The product of a row.

    Parameters
    ----------
    values : dict of str to list of str
        Field -> values of its columns, the best first, none of them empty.
    page : str
        Absolute address of the product's page.
    notation : Notation, optional
        How the feed writes prices.

    Examples
    --------
    >>> product_of({"sku": ["S-1"], "price": ["12,50 EUR"], "category": ["Shoes"]}, "").true_label
    'apparel'
    """
    def first(field: str) -> str:
        return " ".join(values.get(field, [""])[0].split())[:1000] if values.get(field) else ""

    categories = values.get("category", [])
    label = next((text for text in values.get("true_label", []) if text.strip().lower() in INTENT_LABELS), "")
    implied = next(filter(None, map(intent_of_category, categories)), "")
    price, currency = price_of(first("price"), notation)
    kinds = list(dict.fromkeys(" ".join(text.split())[:1000] for text in categories if not text.strip().isdigit()))
    return Product(
        sku=first("sku"), title=first("title"), gtin=next(filter(None, map(gtin_of, values.get("gtin", []))), ""),
        category=kinds[0] if kinds else first("category"), product_type=" | ".join(kinds[1:])[:1000],
        page=page, price=price, currency=first("currency").upper()[:3] or currency,
        true_label=label.strip().lower() or implied, color=first("color")[:200], brand=first("brand")[:200],
        group=first("family")[:200], size=first("size")[:100],
        gender=first("gender")[:60])
