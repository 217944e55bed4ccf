"""Products that a page describes in its own elements: microdata and RDFa with schema.org's Product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.nouns.product import Product
from core.sources.shop.product_facts import gtin_of, intent_of_category, price_of

_SCOPES = "[itemtype*='schema.org/Product' i], [typeof*='Product' i]"
_MAX_SCOPES, _MAX_PROPERTIES = 1000, 400
_GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "ean", "isbn")
_VALUE_OF = {"meta": "content", "img": "src", "source": "src", "a": "href", "link": "href", "object": "data",
             "time": "datetime", "data": "value", "meter": "value", "input": "value"}


def products_of_elements(tree: Any, page: str) -> Iterator[tuple[Product, set[int]]]:
    """Products with the elements that show them.

    Parameters
    ----------
    tree : LexborHTMLParser
        A page.
    page : str
        Its address, for `Product.page`.

    Yields
    ------
    Product, set of int
        The product, and the `mem_id` of each element that is its picture: those that are marked as `image`, else the
        first `img` of the product.
    """
    for scope in tree.css(_SCOPES)[:_MAX_SCOPES]:
        texts: dict[str, str] = {}
        pictures: set[int] = set()
        for node in scope.css("[itemprop], [property]")[:_MAX_PROPERTIES]:
            if _scope_of(node) not in (scope.mem_id, None) and not _is_part(node, scope):
                continue
            for name in _names(node):
                if name in ("image", "photo", "thumbnailurl", "contenturl"):
                    pictures |= _elements_of(node)
                else:
                    texts.setdefault(name, _value(node))
        if not pictures:
            pictures = {node.mem_id for node in scope.css("img")[:1]}
        product = _product(texts, page)
        if product is not None and pictures:
            yield product, pictures


def _names(node: Any) -> list[str]:
    text = node.attributes.get("itemprop") or node.attributes.get("property") or ""
    return [name.rpartition(":")[2].lower() for name in text.split()]


def _scope_of(node: Any) -> int | None:
    """The nearest element around a node that describes a thing."""
    parent = node.parent
    while parent is not None:
        if "itemtype" in parent.attributes or "typeof" in parent.attributes:
            return int(parent.mem_id)
        parent = parent.parent
    return None


def _is_part(node: Any, scope: Any) -> bool:
    """True where only things that belong to the product (its offer, picture, brand) lie between it and a property."""
    parent, is_offer = node.parent, False
    while parent is not None and parent.mem_id != scope.mem_id:
        kind = (parent.attributes.get("itemtype") or parent.attributes.get("typeof") or "").rpartition("/")[2].lower()
        kind = kind.rpartition(":")[2]
        if kind and kind not in ("offer", "aggregateoffer", "imageobject", "unitpricespecification",
                                 "pricespecification", "imagegallery"):
            return False
        is_offer = is_offer or bool(kind)
        parent = parent.parent
    return is_offer


def _elements_of(node: Any) -> set[int]:
    """The node itself, and the pictures inside it where it is a frame around them."""
    return {node.mem_id, *(inner.mem_id for inner in node.css("img, source, meta, link"))}


def _value(node: Any) -> str:
    attributes = node.attributes
    value = attributes.get("content") or attributes.get(_VALUE_OF.get(node.tag or "", "content")) or node.text()
    return " ".join((value or "").split())[:1000]


def _product(texts: dict[str, str], page: str) -> Product | None:
    """None for a scope that says nothing of a product."""
    price, currency = price_of(texts.get("price") or texts.get("lowprice") or "")
    sku = next((texts[name] for name in ("sku", "mpn", "productid") if texts.get(name)), "")
    gtin = next((gtin_of(texts[name]) for name in _GTINS if texts.get(name)), "")
    category, title = texts.get("category", ""), texts.get("name", "")
    if not (sku or gtin or title or price is not None):
        return None
    return Product(sku=sku.removeprefix("sku:").strip(), title=title, category=category, gtin=gtin, page=page,
                   price=price, currency=texts.get("pricecurrency", "")[:3] or currency,
                   true_label=intent_of_category(category))
