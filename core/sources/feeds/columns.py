"""Which column of a feed means what: the usual names in shops' exports, and a mapping where they are unusual."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.errors import Misuse
from core.nouns.intent import INTENT_LABELS
from core.nouns.product import Product
from core.sources.numerals.notation import Notation
from core.sources.shop.product_facts import gtin_of, intent_of_category, price_of

# Field -> names of columns, the best first; compared by `normal_name`.
_NAMES = {
    "picture": "image_link image_src image_url main_image_url main_image image_1 image image1 images picture_url "
               "picture photo_url photo img_url img_src img imageurl imagelink image_1_url product_image "
               "product_image_url product_photo bild_url bild bildlink thumbnail thumbnail_url media enclosure content",
    "more": "additional_image_link additional_image_links additional_image_url additional_image_urls additional_images "
            "additional_image variant_image other_images more_images",
    "sku": "id sku variant_sku offer_id item_id product_id product_sku article_number artikelnummer asin handle mpn "
           "guid",
    "title": "title name product_name product_title item_name titel",
    "category": "google_product_category product_category product_type category categories type kategorie item_type",
    "gtin": "gtin ean upc barcode variant_barcode gtin13 gtin_13 isbn",
    "page": "link product_url product_link url page page_url canonical_url",
    "price": "price variant_price regular_price sale_price preis amount",
    "currency": "currency price_currency currency_code waehrung",
    "true_label": "true_label shopping_intent intent intent_label label",
}
SYNONYMS = {field: tuple(names.split()) for field, names in _NAMES.items()}
FIELDS = tuple(SYNONYMS)
_ABOUT_PICTURES = re.compile(r"(^|_)(images?|img|pictures?|photos?|bild(er)?)(_|\d|$)")
_NOT_ADDRESS = re.compile(r"(^|_)(alt|text|position|width|height|caption|title|count|id|label|tag|tags|type)(_|$)")


def normal_name(name: str) -> str:
    """A column's name without the differences between shops' exports.

    Examples
    --------
    >>> normal_name("g:Image-Link ")
    'image_link'
    """
    return re.sub(r"[\W_]+", "_", re.sub(r"^g:", "", name.strip("\ufeff \t\"'").lower())).strip("_")


def columns_of(names: Sequence[str], mapping: dict[str, str]) -> dict[str, list[int]]:
    """Find the columns of each field.

    Parameters
    ----------
    names : sequence of str
        The header.
    mapping : dict of str to str
        Field of `FIELDS` -> name of its column, as a person gives it.

    Returns
    -------
    dict of str to list of int
        Field -> positions of its columns, the best first; "picture" has at least one.

    Raises
    ------
    Misuse
        There is no column of pictures, or `mapping` names a field or a column that does not exist.

    Examples
    --------
    >>> columns = columns_of(["SKU", "Image 1", "Image 2", "Image alt"], {})
    >>> columns["picture"], columns["more"], columns["sku"]
    ([1], [2], [0])
    """
    header = [normal_name(name) for name in names]
    listing = ", ".join(name.strip()[:60] or "(no name)" for name in names[:40])
    columns = {}
    for field, synonyms in SYNONYMS.items():
        hits = sorted((synonyms.index(name), index) for index, name in enumerate(header) if name in synonyms)
        columns[field] = [index for _, index in hits]
    check_fields(mapping)
    for field, name in mapping.items():
        if normal_name(name) not in header:
            raise Misuse(f"The feed has no column {name[:60]!r}; its columns are {listing}.",
                         "Name one of these columns in the mapping.")
        columns[field] = [header.index(normal_name(name))]
    alike = [index for index, name in enumerate(header)
             if _ABOUT_PICTURES.search(name) and not _NOT_ADDRESS.search(name) and index not in columns["more"]]
    columns["picture"] = columns["picture"] or alike[:1]
    if not columns["picture"]:
        raise Misuse(f"The feed has no column with the addresses of pictures; its columns are {listing}.",
                     "Name the column with a mapping such as picture=NAME.")
    if "picture" not in mapping:  # image_2, image_3, ... beside the first
        columns["more"] += [index for index in alike if index not in (*columns["picture"][:1], *columns["more"])]
    return columns


def check_fields(mapping: dict[str, str]) -> None:
    """Raise Misuse for a mapping with a field that does not exist."""
    for field in mapping:
        if field not in FIELDS:
            raise Misuse(f"The mapping has an unknown field {field[:60]!r}.", f"Fields are {', '.join(FIELDS)}.")


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
    return Product(
        sku=first("sku"), title=first("title"), gtin=next(filter(None, map(gtin_of, values.get("gtin", []))), ""),
        category=next((" ".join(text.split())[:1000] for text in categories if not text.strip().isdigit()),
                      first("category")),
        page=page, price=price, currency=first("currency").upper()[:3] or currency,
        true_label=label.strip().lower() or implied)


def addresses_in(text: str) -> list[str]:
    """Addresses of one cell; several are separated by commas, semicolons, bars or white space.

    Examples
    --------
    >>> addresses_in("https://a.example/1,2.jpg, https://a.example/3.jpg")
    ['https://a.example/1,2.jpg', 'https://a.example/3.jpg']
    """
    parts = re.split(r"[,;|\s](?=(?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}:)?//)", text.strip())
    return [part.strip(" \t\r\n,;|") for part in parts if part.strip(" \t\r\n,;|")]
