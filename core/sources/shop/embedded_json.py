"""Pictures in the data that scripts of a page carry: galleries, `__NEXT_DATA__`, the state of a shop's framework.

Scripts are not run. Data are read as JSON where they are JSON, else as the texts in quotation marks that are addresses
of pictures.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from core.sources.documents.loose_json import read_loose

_MAX_BYTES = 5_000_000
_MAX_NODES = 300_000
_MAX_BLOCKS = 300  # objects looked for in one script
_BLOCK = re.compile(r"[=(,:]\s{0,20}(?=\{\s{0,20}[\"}]|\[\s{0,20}[\[{\"\d])")
_ADDRESS = re.compile(r"(?:https?:)?/[^\s\"'`<>\\{}|]{1,2000}?\.(?:jpe?g|png|webp|avif)(?:[?/_!][^\s\"'`<>\\{}|]*)?",
                      re.IGNORECASE)
_QUOTED = re.compile(rf"[\"'`]({_ADDRESS.pattern})[\"'`]", re.IGNORECASE)
_HINT = re.compile(r"\.(?:jpe?g|png|webp|avif)", re.IGNORECASE)
# Keys that say which size of one picture a value is, the largest last.
_SIZES = ({"thumb", "thumbnail", "thumb_url", "thumbnailurl", "tiny", "xs", "placeholder", "swatch", "preview"},
          {"small", "sm", "small_url", "low", "list", "cart"},
          {"medium", "md", "img", "src", "url", "image", "default"},
          {"big", "lg", "large", "large_url", "hires", "hi_res"}, {"zoom", "xl", "full", "original", "master", "max"})
_OF_PRODUCTS = frozenset(("sku", "price", "gtin", "ean", "barcode", "offers", "variants", "product_id", "productid",
                          "final_price", "finalprice", "product", "add_to_cart_url", "instock", "in_stock"))
_RANK = {key: rank for rank, keys in enumerate(_SIZES) for key in keys}


@dataclass(frozen=True)
class JsonPicture:
    """One address in the data of a page.

    Attributes
    ----------
    address : str
        As it is written there, with escapes resolved.
    place : str
        Equal for the sizes of one picture.
    rank : (int, float)
        Orders them.
    claimed : float
        Pixels of its width, 0 where the data do not say it.
    is_size : bool
        It stands in a table of sizes: address -> width and height.
    in_product : bool
        It stands in the data of a product, or in a gallery.
    """

    address: str
    place: str
    rank: tuple[int, float] = (1, 1.0)
    claimed: float = 0.0
    is_size: bool = False
    in_product: bool = False


def pictures_in_json(text: str) -> list[JsonPicture]:
    """Pictures of a text that is meant to be JSON; [] where it is not.

    Examples
    --------
    >>> [item.address for item in pictures_in_json('[{"thumb": "/s/1.jpg", "full": "/l/1.jpg"}, "/2.webp", "3.jpg"]')]
    ['/s/1.jpg', '/l/1.jpg', '/2.webp']
    """
    if len(text) > _MAX_BYTES or not _HINT.search(text):
        return []
    try:
        return list(_walk(read_loose(text)))
    except (ValueError, RecursionError):
        return list(_quoted(text))


def pictures_in_script(text: str) -> list[JsonPicture]:
    """Pictures of a script: those of the objects that it assigns or passes on, then of its other texts.

    Parameters
    ----------
    text : str
        JavaScript.
    """
    if len(text) > _MAX_BYTES or not _HINT.search(text):
        return []
    decoder, items, rest, end = json.JSONDecoder(strict=False), list[JsonPicture](), list[str](), 0
    for number, match in enumerate(_BLOCK.finditer(text)):
        if match.end() < end or number >= _MAX_BLOCKS:
            continue
        try:
            value, after = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        items += [replace(item, place=f"{match.end()} {item.place}") for item in _walk([value])]
        rest.append(text[end:match.end()])
        end = after
    rest.append(text[end:])
    return items + list(_quoted(" ".join(rest)))


def _walk(values: list[Any]) -> Iterator[JsonPicture]:
    pending: list[tuple[Any, str, bool]] = [(value, "", False) for value in reversed(values)]
    count = 0
    while pending and count < _MAX_NODES:
        (item, place, in_product), count = pending.pop(), count + 1
        if isinstance(item, dict):
            is_product = in_product or any(str(key).lower() in _OF_PRODUCTS for key in item)
            yield from (replace(picture, in_product=is_product) for picture in _of_object(item, count))
            pending += [(value, f"{count} {key}", is_product or "gallery" in key.lower())
                        for key, value in reversed(item.items())
                        if isinstance(value, (dict, list)) or (isinstance(value, str) and _is_text(value))]
        elif isinstance(item, list):
            pending += [(value, f"{count} {number}", in_product) for number, value in reversed(list(enumerate(item)))]
        elif isinstance(item, str) and _is_address(item):
            yield JsonPicture(item.strip(), place, in_product=in_product)
        elif isinstance(item, str) and _is_text(item):
            yield from _quoted(item)


def _of_object(item: dict[str, Any], number: int) -> Iterator[JsonPicture]:
    """The addresses that are values of one object; keys that name sizes are one picture."""
    named = {key: value.strip() for key, value in item.items() if isinstance(value, str) and _is_address(value)}
    if len(named) > 1:
        named.pop("file", None)  # of Magento: a path below a folder that the page does not name
    sizes = {key: _RANK[key.lower()] for key in named if key.lower() in _RANK}
    is_gallery = (1 < len(sizes) == len(named) and any(rank != 2 for rank in sizes.values())
                  and "image" not in sizes)  # beside it a thumbnail may be another picture
    stems = Counter(_stem(named[key]) for key in sizes)
    for key, address in named.items():
        same = is_gallery or (key in sizes and stems[_stem(address)] > 1)
        place = f"sizes {'' if is_gallery else _stem(address)}" if same else key
        width = item.get("width") if sizes.get(key) == 2 else None
        yield JsonPicture(address, f"{number} {place}", (1, float(sizes.get(key, 2))),
                          float(width) if isinstance(width, (int, float)) else 0.0)
    for key, value in item.items():
        if isinstance(value, list) and value and isinstance(value[0], (int, float)) and _is_address(key):
            yield JsonPicture(key, f"{number} sizes", (3, float(value[0])), float(value[0]), is_size=True)


def _is_address(value: str) -> bool:
    text = value.strip()
    return text.startswith(("/", "http")) and bool(_ADDRESS.fullmatch(text.replace(" ", "%20")))


def _is_text(value: str) -> bool:
    """Whether a text may hold addresses inside, such as JSON or HTML of its own."""
    return len(value) < _MAX_BYTES and ('"' in value or "'" in value) and bool(_HINT.search(value))


def _quoted(text: str) -> Iterator[JsonPicture]:
    plain = text
    for escaped, character in (("\\u002F", "/"), ("\\u002f", "/"), ("\\u0026", "&"), ("\\/", "/"), ('\\"', '"'),
                               ("\\'", "'"), ("&quot;", '"')):
        plain = plain.replace(escaped, character)
    plain = re.sub(r"\\{1,9}(?=[/\"'])", "", plain)
    for match in _QUOTED.finditer(plain):
        yield JsonPicture(match[1], f"text {match.start()}")


def _stem(address: str) -> str:
    return re.sub(r"\W+", "", address.partition("?")[0].rpartition("/")[2].lower())
