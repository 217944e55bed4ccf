"""Products that a page describes for search engines (JSON-LD with schema.org's Product [1]_), with their pictures.

.. [1] https://schema.org/Product
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from core.nouns.product import Product
from core.sources.documents.loose_json import read_loose
from core.sources.shop.picture_address import has_picture_name
from core.sources.shop.product_facts import gtin_of, intent_of_category, price_of

_MAX_BYTES = 5_000_000
_MAX_NODES = 200_000
_MAX_DEPTH = 8  # of lists and objects around one address
_ADDRESSES = ("contentUrl", "url", "image", "thumbnailUrl", "thumbnail", "associatedMedia", "@value", "@list", "@set",
              "@id")
_PRODUCTS = frozenset(("product", "productgroup", "productmodel", "individualproduct", "vehicle", "book"))


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
        The block is not JSON, not even with small faults mended, or too long or too deep.

    Examples
    --------
    >>> block = '{"@type": "Product", "name": "Red shoe", "image": "/1.jpg", "offers": {"price": "12.50"}}'
    >>> [(product.title, product.price, images) for product, images in products_in(block, "https://shop.example/")]
    [('Red shoe', 12.5, ['/1.jpg'])]
    """
    if len(script) > _MAX_BYTES:
        raise ValueError(f"it has more than {_MAX_BYTES / 1e6:g} MB")
    nodes = list(_nodes(read_loose(script)))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [(_product(node, page), list(dict.fromkeys(_pictures(node, by_id))))
            for node in nodes if _types(node) & _PRODUCTS and len(node) > 2]


def logos_in(script: str) -> list[str]:
    """Addresses that one JSON-LD block calls a logo, of the shop, a brand or a seller.

    Raises
    ------
    ValueError
        As by `products_in`.

    Examples
    --------
    >>> logos_in('{"@type": "Organization", "logo": {"@type": "ImageObject", "url": "/logo.png"}}')
    ['/logo.png']
    """
    if '"logo"' not in script:
        return []
    nodes = list(_nodes(read_loose(script[:_MAX_BYTES])))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return list(dict.fromkeys(address for node in nodes for address in _images(node.get("logo"), by_id)))


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


def _pictures(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Addresses of all pictures of a product, in the order of its properties; a thumbnail where there is no other."""
    addresses = [address for name in ("image", "images", "photo", "associatedMedia", "primaryImageOfPage")
                 for address in _images(node.get(name), by_id)]
    yield from addresses or [address for name in ("thumbnail", "thumbnailUrl") for address in
                             _images(node.get(name), by_id)]


def _images(value: Any, by_id: dict[str, dict[str, Any]], depth: int = 0) -> Iterator[str]:
    """Addresses of a picture in whatever shape: a text, an ImageObject, a reference into the graph, lists of them."""
    if isinstance(value, str):
        parts = re.split(r"\s*[,|]\s*(?=https?://|/)", value.strip())
        yield from filter(None, parts if all(map(has_picture_name, parts)) else [value.strip()])
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for item in value:
            yield from _images(item, by_id, depth + 1)
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        reference = value.get("@id")
        node = by_id.get(reference, value) if isinstance(reference, str) and len(value) <= 2 else value
        for name in _ADDRESSES:
            addresses = [address for address in _images(node.get(name), by_id, depth + 1)
                         if not address.startswith(("#", "_:"))]
            if addresses:
                yield from addresses
                return
        if not any(str(name).startswith("@") for name in node):  # a list that PHP wrote as an object
            yield from _images([item for name, item in node.items() if str(name).isdigit()], by_id, depth + 1)


def _product(node: dict[str, Any], page: str) -> Product:
    price, currency = _offer(node.get("offers"))
    category = _text(node.get("category"))
    gtin = next((gtin_of(_text(node[name])) for name in ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "ean", "isbn")
                 if name in node), "")
    sku = next((_text(node[name]) for name in ("sku", "mpn", "productID") if _text(node.get(name))), "")
    return Product(sku=sku, title=_text(node.get("name")), category=category, gtin=gtin, page=page, price=price,
                   currency=currency, true_label=intent_of_category(category), color=_text(node.get("color"))[:200],
                   brand=_text(node.get("brand"))[:200], group=_group(node),
                   gender=_gender(node))


def _gender(node: dict[str, Any]) -> str:
    """Whom a product is for, by its audience."""
    audience = node.get("audience")
    return _text(audience.get("suggestedGender") if isinstance(audience, dict) else node.get("gender"))[:60]


def _group(node: dict[str, Any]) -> str:
    """What all variants of a product share: the id of its ProductGroup."""
    whole = node.get("isVariantOf")
    names = [node.get("inProductGroupWithID"), node.get("productGroupID")]
    names += [whole.get("productGroupID") or whole.get("@id")] if isinstance(whole, dict) else []
    return next(filter(None, map(_text, names)), "")[:200]


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
