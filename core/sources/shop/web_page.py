"""Pictures of a web page: where each is named, and why it is a candidate or skipped."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from core.errors import InputError, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.sources.shop.picture_address import (
    ICON_PIXELS,
    absolute_url,
    display_name,
    has_picture_name,
    identity,
    srcset_entries,
    unsuitable,
)
from core.sources.shop.product_data import products_in

PAGE_BYTES = 20_000_000
MAX_PICTURES = 5000  # on one page; shops' longest category pages have some hundreds
_MAX_ATTRIBUTE = 100_000
LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-lazyload", "data-ll-src", "data-img-src",
         "data-image-src", "data-image", "data-img", "data-main-image", "data-fallback-src")
LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_ZOOM = ("data-zoom-image", "data-zoom", "data-large_image", "data-large-image", "data-old-hires", "data-full",
         "data-full-image", "data-hi-res-src", "data-highres", "data-zoom-src")
_META = frozenset(("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image"))
_WANTED = ("base, meta, link, img, source, input, video, a, style, [style], [data-bg], [data-background-image], "
           "script[type*='ld+json' i]")
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^()"'\s]*))\s*\)""", re.IGNORECASE)
_PROPERTY = re.compile(r"([\w-]+)\s*:[^:;{}]*$")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNKNOWN_WIDTH = 800  # assumed for a picture without a size in its address


@dataclass(frozen=True)
class _Mention:
    """One address on a page, before the choice among its siblings.

    Attributes
    ----------
    address, origin : str
        Absolute; where it is named.
    place : int
        The element: all sizes of one element are one picture. 0 for one without siblings.
    rank : (int, float)
        Orders the siblings: by how it is named, then by the size it claims.
    shown_wh : (int, int)
        The element's width and height attributes, 0 where it has none.
    product : Product or None
    """

    address: str
    origin: str
    place: int = 0
    rank: tuple[int, float] = (0, 0.0)
    shown_wh: tuple[int, int] = (0, 0)
    product: Product | None = None


def pictures_of_page(data: bytes, url: str, charset: str = "") -> Iterator[Candidate | Failure]:
    """List the pictures that a page names, in the order of its text.

    These are `img` (src, srcset, the attributes of lazy loaders and zooms), `picture`, CSS backgrounds, the pictures
    for social networks, product data (JSON-LD), and links to pictures. Of one picture in several sizes the largest
    is a candidate; the others are skipped and name it.

    Parameters
    ----------
    data : bytes
        HTML, in any encoding.
    url : str
        Address of the page, after redirects.
    charset : str
        As the server declares it, "" where it does not.

    Yields
    ------
    Candidate or Failure
        Skipped candidates say why. A failure stands for product data that cannot be read, and for the rest of a page
        with more than `MAX_PICTURES` addresses.

    Examples
    --------
    >>> page = b"<img src=/1.jpg><img src=/cart-icon.png>"
    >>> [(item.uri, item.skipped) for item in pictures_of_page(page, "https://shop.example/")]
    [('https://shop.example/1.jpg', ''), ('https://shop.example/cart-icon.png', 'an icon, by its name')]
    """
    mentions: list[_Mention] = []
    for item in _mentions(LexborHTMLParser(decode_page(data, charset)), url):
        if isinstance(item, Failure):
            yield item
        elif len(mentions) >= MAX_PICTURES:
            yield Failure.of(f"{url} (further pictures)", TooLarge(
                f"The page names more than {MAX_PICTURES:,} pictures; Merchlens did not look at the rest.",
                "Give the shop's sitemap or feed instead of this page."))
            break
        else:
            mentions.append(item)
    yield from _candidates(mentions)


def decode_page(data: bytes, charset: str = "") -> str:
    """Decode a page as browsers do.

    In this order: its byte order mark, the server's word, its own word, UTF-8 and cp1252.

    Parameters
    ----------
    data : bytes
        HTML.
    charset : str
        As the server declares it, "" where it does not.

    Examples
    --------
    >>> decode_page("größe".encode("cp1252"), "utf-8")
    'größe'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark):].decode(name, "replace")
    declared = _DECLARED.search(data[:4096])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8"):
        try:
            codec = codecs.lookup(name).name if name else ""
            if codec.startswith("utf-16") and b"\0" not in data[:200]:
                continue  # a declaration that could be read as ASCII is wrong
            if codec:
                return data.decode({"iso8859-1": "cp1252", "ascii": "utf-8"}.get(codec, codec))
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return data.decode("cp1252", "replace")


def _mentions(tree: LexborHTMLParser, url: str) -> Iterator[_Mention | Failure]:
    base = url
    seen: set[int] = set()
    for number, node in enumerate(tree.css(_WANTED)):
        if node.mem_id in seen:  # an element that several of the selectors mean
            continue
        seen.add(node.mem_id)
        tag = node.tag or ""
        attributes = {name: value[:_MAX_ATTRIBUTE] for name, value in node.attributes.items() if value}
        if tag == "base" and base == url and attributes.get("href"):
            base = absolute_url(url, attributes["href"])
        elif tag == "script":
            yield from _in_product_data(node.text(), (url, base), number)
        elif tag == "style":
            yield from _in_css(node.text(), base, "CSS background")
        else:
            parent = node.parent
            place = parent.mem_id if parent is not None and parent.tag == "picture" else node.mem_id
            yield from _in_element(tag, attributes, base, place)


def _in_element(tag: str, attributes: dict[str, str], base: str, place: int) -> Iterator[_Mention]:
    if "style" in attributes:
        yield from _in_css(attributes["style"], base, "CSS background")
    if tag in ("img", "source", "input"):
        if tag == "input" and attributes.get("type", "").lower() != "image":
            return
        if tag == "source" and not attributes.get("type", "image/").lower().startswith("image/"):
            return  # of a video
        shown_wh = _pixels(attributes.get("width", "")), _pixels(attributes.get("height", ""))
        for origin, rank, address in _sizes_of(attributes, is_source=tag == "source"):
            yield _Mention(absolute_url(base, address), origin, place, rank, shown_wh)
        return
    name = attributes.get("property", attributes.get("name", attributes.get("itemprop", ""))).lower()
    if tag == "meta" and name in _META and attributes.get("content"):
        yield _Mention(absolute_url(base, attributes["content"]), "og:image" if name == "image" else
                       name.removesuffix(":secure_url").removesuffix(":url").removesuffix(":src"))
    elif tag == "link":
        rel = attributes.get("rel", "").lower().split()
        if attributes.get("href") and ("image_src" in rel or ("preload" in rel and attributes.get("as") == "image")
                                       or attributes.get("itemprop") == "image"):
            yield _Mention(absolute_url(base, attributes["href"]), "link")
    elif tag == "video" and attributes.get("poster"):
        yield _Mention(absolute_url(base, attributes["poster"]), "video poster")
    elif tag == "a" and has_picture_name(attributes.get("href", "")):
        yield _Mention(absolute_url(base, attributes["href"]), "link")
    for attribute in ("data-bg", "data-background-image"):
        if attributes.get(attribute):
            address = next(_css_addresses(f"background:{attributes[attribute]}"), attributes[attribute])
            yield _Mention(absolute_url(base, address), "CSS background (lazy)")


def _sizes_of(attributes: dict[str, str], *, is_source: bool) -> Iterator[tuple[str, tuple[int, float], str]]:
    """Origin, rank and address of everything that an img, source or input offers."""
    where = "picture" if is_source else "srcset"
    for name in ("srcset", *LAZY_SETS):
        for address, descriptor in srcset_entries(attributes.get(name, "")):
            if re.search(r"[./]", address):
                yield where if name == "srcset" else f"{where} (lazy)", _descriptor(descriptor), address
    if is_source:
        return
    if attributes.get("src"):
        yield "img", (1, 1.0), attributes["src"]
    for names, origin, rank in ((LAZY, "img (lazy)", (1, 1.5)), (_ZOOM, "img (zoom)", (3, 0.0))):
        for name in names:
            value = attributes.get(name, "").strip()
            if "{width}" in value:
                widths = [int(width) for width in re.findall(r"\d{2,4}", attributes.get("data-widths", ""))]
                value = value.replace("{width}", str(max(widths, default=1024)))
            if value and not value.startswith(("{", "[")) and ("/" in value or has_picture_name(value)):
                yield origin, rank, value
    for address, width in _dynamic(attributes.get("data-a-dynamic-image", "")):
        yield "img (zoom)", (3, width), address


def _dynamic(text: str) -> Iterator[tuple[str, float]]:
    """Addresses and widths of {"address": [width, height]}."""
    try:
        sizes: Any = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return
    for address, size in sizes.items() if isinstance(sizes, dict) else ():
        if isinstance(size, list) and size and isinstance(size[0], (int, float)):
            yield address, float(size[0])


def _descriptor(text: str) -> tuple[int, float]:
    match = re.search(r"(?:^|\s)([0-9.]{1,8})([wx])(?:\s|$)", text)
    try:
        return (2, float(match[1])) if match and match[2] == "w" else (1, float(match[1]) if match else 1.0)
    except ValueError:
        return 1, 1.0


def _in_css(css: str, base: str, origin: str) -> Iterator[_Mention]:
    for address in _css_addresses(css):
        yield _Mention(absolute_url(base, address), origin)


def _css_addresses(css: str) -> Iterator[str]:
    for match in _CSS_URL.finditer(css):
        before = _PROPERTY.search(css, max(0, match.start() - 200), match.start())
        address = match[1] or match[2] or match[3]
        if address and before is not None and before[1].lower().startswith(("background", "--")):
            yield address


def _in_product_data(script: str, places: tuple[str, str], number: int) -> Iterator[_Mention | Failure]:
    url, base = places
    try:
        products = products_in(script, url)
    except ValueError as error:
        yield Failure.of(f"{url} (product data {number})", InputError(
            f"A block of product data (JSON-LD) on the page cannot be read: {str(error).rstrip('.')}.",
            "Search engines cannot read it either. Check it with a validator for structured data."))
        return
    for product, addresses in products:
        for address in addresses:
            yield _Mention(absolute_url(base, address), "JSON-LD", product=product)


def _candidates(mentions: list[_Mention]) -> Iterator[Candidate]:
    """A candidate for each address, skipped with a reason where it is unsuitable or not the largest of its picture."""
    reasons = [unsuitable(item.address) or _too_small(item) for item in mentions]
    suitable = [index for index, reason in enumerate(reasons) if not reason]
    keys = [identity(item.address)[0] for item in mentions]
    best_of = _largest(suitable, [item.place or -index - 1 for index, item in enumerate(mentions)],
                       [item.rank for item in mentions])
    pick_of = {index: best_of[mentions[index].place or -index - 1] for index in suitable}
    picks = sorted(set(pick_of.values()))
    largest = _largest(picks, keys, [(0, _width(item)) for item in mentions])
    winners = {mentions[index].address for index in largest.values()}
    products = _products(mentions, keys)
    seen: set[str] = set()
    for index, item in enumerate(mentions):
        reason = reasons[index]
        winner = index if reason else largest[keys[pick_of[index]]]
        if item.address in seen or (winner != index and item.address in winners):
            continue
        seen.add(item.address)
        if winner != index:
            reason = f"the same picture in another size: {display_name(mentions[winner].address)}"
        yield Candidate(display_name(item.address), "" if reason else item.address, origin=item.origin,
                        product=products.get(keys[index]), skipped=reason)


def _largest(indices: list[int], groups: Sequence[object], ranks: Sequence[tuple[int, float]]) -> dict[Any, int]:
    """Group or index -> index of the group's largest; the first of equals."""
    best: dict[Any, int] = {}
    for index in indices:
        if groups[index] not in best or ranks[index] > ranks[best[groups[index]]]:
            best[groups[index]] = index
    return best


def _width(item: _Mention) -> float:
    claimed = item.rank[1] if item.rank[0] > 1 else 0.0
    return claimed or float(identity(item.address)[1]) or _UNKNOWN_WIDTH


def _too_small(item: _Mention) -> str:
    small = [pixels for pixels in item.shown_wh if 0 < pixels <= ICON_PIXELS]
    if not small or item.rank[0] == 3:  # a zoom of it is larger than what is shown
        return ""
    return f"shown at {min(small)} pixels: an icon, a tracking pixel or the thumbnail of another picture"


def _products(mentions: list[_Mention], keys: list[str]) -> dict[str, Product]:
    """Identity of a picture -> its product; the social picture of a page with one product shows that product."""
    products: dict[str, Product] = {}
    for item, key in zip(mentions, keys, strict=True):
        if item.product is not None:
            products.setdefault(key, item.product)
    if len(set(products.values())) == 1:
        only = next(iter(products.values()))
        for item, key in zip(mentions, keys, strict=True):
            if item.origin in ("og:image", "twitter:image"):
                products.setdefault(key, only)
    return products


def _pixels(text: str) -> int:
    match = re.fullmatch(r"\s*([0-9]{1,5})(?:\.[0-9]+)?(?:px)?\s*", text)
    return int(match[1]) if match else 0
