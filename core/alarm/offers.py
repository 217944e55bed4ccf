"""What an audit offers: each picture with the product that it is to show, and which products are variants of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from core.alarm.color_words import folded, is_color_word
from core.catalog.tables import items

BATCH = 2000
_SIZES = re.compile(r"\b(?:size|grosse|gr|taille)\.? ?\w+|\b(?:x{0,3}[sl]|m|xs|xl)\b")


@dataclass(frozen=True, slots=True)
class Offer:
    """One picture of one product in an audit.

    Attributes
    ----------
    number : int
        Of the picture in its audit.
    uri, picture_id : str
    sku, title, color, brand, category, gtin, product_type, gender : str
        What the shop says of the product.
    family : int
        The same for all variants of a product.
    is_first : bool
        Whether it is the first picture of its product.
    is_worn : bool
        Whether the picture shows a person.
    """

    number: int
    uri: str
    picture_id: str
    sku: str
    title: str
    color: str = ""
    brand: str = ""
    category: str = ""
    product_type: str = ""
    gender: str = ""
    family: int = 0
    is_first: bool = True
    gtin: str = ""
    is_worn: bool = False

    @property
    def product(self) -> str:
        """What the product is called in answers: its SKU, else its title."""
        return self.sku or self.title


def read_offers(connection: Connection, job_id: str) -> list[Offer]:
    """The analyzed pictures of an audit that are to show a product with a name, in the order of the source.

    Variants of one product have the same group (`item_group_id`, a parent, a page's ProductGroup), in a feed the same
    page, or titles that differ in their size only.
    """
    query = (select(items.c.number, items.c.uri, items.c.picture_id, items.c.kind, items.c.candidate)
             .where(items.c.job_id == job_id, items.c.shown == 1, items.c.error == "", items.c.picture_id != "")
             .order_by(items.c.number))
    offers, families, seen = list[Offer](), _Families(), set[str]()
    for part in connection.execution_options(yield_per=BATCH).execute(query).partitions():
        for row in part:
            values = json.loads(row.candidate)
            product = values.get("product") or {}
            sku, title = product.get("sku", ""), product.get("title", "")
            if not (sku or title) or values.get("role", {}).get("name", "product") != "product":
                continue
            keys = [f"title {_plain(title)}"] if title else []
            keys += [f"group {product['group']}"] if product.get("group") else []
            is_feed = str(values.get("origin", "")).startswith("feed")
            keys += [f"page {product['page']}"] if is_feed and product.get("page") else []
            family = families.of(f"product {sku or title}", keys)
            offers.append(Offer(row.number, row.uri, row.picture_id, sku, title, product.get("color", ""),
                                product.get("brand", ""), product.get("category", ""), product.get("product_type", ""),
                                product.get("gender", ""), family, (sku or title) not in seen, product.get("gtin", ""),
                                row.kind != "product_only"))
            seen.add(sku or title)
    return [replace(offer, family=families.root(offer.family)) for offer in offers]


def by_picture(offers: list[Offer]) -> Iterator[list[Offer]]:
    """The offers of each picture that several products show, one of each product."""
    groups: dict[str, dict[str, Offer]] = {}
    for offer in offers:
        groups.setdefault(offer.picture_id, {}).setdefault(offer.product, offer)
    yield from (list(group.values()) for group in groups.values())


def alike_by_name(one: Offer, other: Offer) -> bool:
    """Whether two titles are of one product in two colors or sizes, by most of their words."""
    first, second = (_name_words(offer.title) for offer in (one, other))
    return bool(first and second) and 3 * len(first & second) >= 2 * len(first | second)


def _name_words(title: str) -> set[str]:
    return {word for word in re.findall(r"\w+", _plain(title)) if not is_color_word(word)}


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", _SIZES.sub(" ", folded(title))))


class _Families:
    """Products and what they share, joined into families."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._parents: list[int] = []

    def of(self, product: str, keys: list[str]) -> int:
        """The family of a product that has these keys."""
        own = self._number(product)
        for key in keys:
            one, other = self.root(own), self.root(self._number(key))
            self._parents[max(one, other)] = min(one, other)
        return own

    def root(self, number: int) -> int:
        """What stands for the family of this number."""
        while self._parents[number] != number:
            self._parents[number] = number = self._parents[self._parents[number]]
        return number

    def _number(self, key: str) -> int:
        number = self._numbers.setdefault(key, len(self._parents))
        if number == len(self._parents):
            self._parents.append(number)
        return number
