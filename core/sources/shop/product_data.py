"""Products that a page describes for search engines (JSON-LD with schema.org's Product [1]_), with their pictures.

.. [1] https://schema.org/Product
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from core.nouns.product import Product
from core.sources.shop.product_facts import gtin_of, intent_of_category, price_of

_MAX_BYTES = 5_000_000
_MAX_NODES = 200_000
_PRODUCTS = frozenset(("product", "productgroup", "productmodel", "individualproduct", "vehicle", "book"))
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
                       r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$")


def products_in(script: str, page: str) -> list[tuple[Product, list[str]]]:
    """Products of one JSON-LD block, each with the addresses of its pictures as they are written there.

    Parameters
    ----------
    script : str
        An object, a list of them or an @graph, nested as deep as the page likes.
    page : str
        Address of the page, for `Product.page`.

    Returns
    -------
    list of (Product, list of str)
        In the order of the text.

    Raises
    ------
    ValueError
        The block is not JSON, too long or too deep.

    Examples
    --------
    >>> block = '{"@type": "Product", "name": "Red shoe", "image": "/1.jpg", "offers": {"price": "12.50"}}'
    >>> [(product.title, product.price, images) for product, images in products_in(block, "https://shop.example/")]
    [('Red shoe', 12.5, ['/1.jpg'])]
    """
    if len(script) > _MAX_BYTES:
        raise ValueError(f"it has more than {_MAX_BYTES / 1e6:g} MB")
    try:
        data = json.loads(_WRAPPING.sub("", script).strip(), strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    nodes = list(_nodes(data))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [(_product(node, page), list(_images(node.get("image"), by_id)))
            for node in nodes if _types(node) & _PRODUCTS and len(node) > 2]


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every object, in the order of the text."""
    pending, count = [data], 0
    while pending and count < _MAX_NODES:
        item, count = pending.pop(), count + 1
        if isinstance(item, dict):
            yield item
            pending += [value for value in reversed(item.values()) if isinstance(value, (dict, list))]
        elif isinstance(item, list):
            pending += [value for value in reversed(item) if isinstance(value, (dict, list))]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return {re.split(r"[/:#]", name)[-1].lower() for name in names if isinstance(name, str)}


def _images(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            node = by_id.get(str(item.get("@id")), item) if len(item) == 1 else item
            for name in ("contentUrl", "url", "@id"):
                inner = node.get(name)
                first = inner[0] if isinstance(inner, list) and inner else inner
                if isinstance(first, str) and first and not first.startswith("#"):
                    yield first
                    break


def _product(node: dict[str, Any], page: str) -> Product:
    price, currency = _offer(node.get("offers"))
    category = _text(node.get("category"))
    gtin = next((gtin_of(_text(node[name])) for name in ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "ean", "isbn")
                 if name in node), "")
    sku = next((_text(node[name]) for name in ("sku", "mpn", "productID") if _text(node.get(name))), "")
    return Product(sku=sku, title=_text(node.get("name")), category=category, gtin=gtin, page=page, price=price,
                   currency=currency, true_label=intent_of_category(category))


def _offer(offers: Any) -> tuple[float | None, str]:
    """The first price of an offer, a list of offers, or the lowest of an aggregate."""
    for offer in offers if isinstance(offers, list) else [offers]:
        if not isinstance(offer, dict):
            continue
        parts = offer.get("priceSpecification")
        for node in (offer, *(parts if isinstance(parts, list) else [parts])):
            if isinstance(node, dict):
                for name in ("price", "lowPrice"):
                    amount, currency = price_of(_text(node.get(name)))
                    if amount is not None:
                        return amount, _text(node.get("priceCurrency") or offer.get("priceCurrency"))[:3] or currency
        inner = offer.get("offers")
        if isinstance(inner, (list, dict)) and inner is not offers:
            first = inner[0] if isinstance(inner, list) and inner else inner
            if isinstance(first, dict) and "offers" not in first:
                return _offer(first)
    return None, ""


def _text(value: Any) -> str:
    """Text of a value that may be a number, a list, or an object with a name."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return " ".join(str(value).split())[:1000]
    return ""
