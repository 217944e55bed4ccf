"""What the attributes of one element name, told by the shape of their values: addresses of pictures, srcsets, JSON.

Lazy loaders, zooms and themes invent a name of their own each; lists of names are never complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.sources.shop.css import addresses_in_css
from core.sources.shop.embedded_json import pictures_in_json
from core.sources.shop.picture_address import has_picture_name, srcset_entries

# The parts of names of attributes that say which of several sizes an attribute holds, or that it is another picture.
_ANOTHER = re.compile(r"(?:^|[-_])(?:hover|alt|alternate|back|second|secondary|rollover|swap|flip|next|prev|after|"
                      r"before|front|side)(?:[-_]|$)|\d$")
_LOW = re.compile(r"thumb|small|low|lqip|blur|preview|placeholder|tiny|mini|error|fallback")
_LARGE = re.compile(r"zoom|large|full|big|hi-?_?res|retina|orig-file|master|magnif|2x|old-hires|super")
_SAME = re.compile(r"src|lazy|original|orig|image|img|url|echo|srv|load|photo|picture|poster|file|source|path|href|bg")
_PICTURE = re.compile(r"src|image|img|original|lazy|zoom|photo|picture|large|full|echo|load|hires|highres")
_BACKGROUND = re.compile(r"(?:^|[-_])(?:bg|back-?ground)(?:[-_]|$)|background|bgset")
# Attributes of HTML that hold text, addresses of other things, or what `web_page` reads itself.
_NO_PICTURES = frozenset((
    "alt", "title", "class", "id", "name", "value", "download", "content", "placeholder", "label", "aria-label",
    "style", "type", "rel", "action", "formaction", "cite", "for", "role", "integrity", "sizes", "width", "height",
    "usemap", "href", "xlink:href", "src", "srcset", "data-title", "data-alt", "data-caption", "data-name",
    "data-filename", "data-sku", "data-product-name", "data-label", "data-text"))
_SUFFIX_INSIDE = re.compile(r"\.(?:jpe?g|png|webp|avif)(?=[/_!;@])", re.IGNORECASE)
_OTHER_FILE = re.compile(r"\.(?:html?|js|css|json|svg|mp4|webm|pdf|woff2?)(?:[?#]|$)", re.IGNORECASE)
_DESCRIPTOR = re.compile(r"(?:^|\s)([0-9.]{1,8})([wx])(?:\s|$)")


@dataclass(frozen=True)
class Offer:
    """One address of an element.

    Attributes
    ----------
    address : str
        As the page writes it.
    origin : str
        In words, such as "img (lazy)".
    rank : (int, float)
        Orders the sizes of one picture: by how it is named, then by what it claims.
    claimed : float
        Pixels of its width, 0 where nothing says it.
    place : str
        "" for a size of the element's own picture; else a picture of its own, by this name within the element.
    """

    address: str
    origin: str
    rank: tuple[int, float] = (1, 1.0)
    claimed: float = 0.0
    place: str = ""


def offers_of(tag: str, attributes: dict[str, str]) -> Iterator[Offer]:
    """Everything that an element names as a picture in its attributes, `style` and links apart.

    Parameters
    ----------
    tag : str
        Of the element.
    attributes : dict of str to str
        Without empty ones.

    Yields
    ------
    Offer

    Examples
    --------
    >>> [(offer.address, offer.origin) for offer in offers_of("img", {"src": "gray.gif", "nitro-src": "/1.jpg"})]
    [('gray.gif', 'img'), ('/1.jpg', 'img (lazy)')]
    """
    own = tag in ("img", "source", "input", "amp-img", "image")
    if own:
        yield from _srcset(attributes.get("srcset", ""), "picture" if tag == "source" else "srcset")
        if tag != "source" and attributes.get("src"):
            yield Offer(attributes["src"], "img")
    for name, value in attributes.items():
        if name not in _NO_PICTURES and not name.startswith("on") and len(value) > 3:
            yield from _in_attribute(tag, name, value.strip(), attributes, own=own)


def _in_attribute(tag: str, name: str, value: str, attributes: dict[str, str], *, own: bool) -> Iterator[Offer]:
    where = "picture" if tag == "source" else "srcset"
    if value[0] in "{[":
        for item in pictures_in_json(value):
            own_size = own and item.is_size
            yield Offer(item.address, "img (zoom)" if own else "data attribute", item.rank, item.claimed,
                        "" if own_size else f"{name} {item.place}")
    elif "url(" in value:
        for number, address in enumerate(addresses_in_css(f"background:{value}")):
            yield Offer(address, "CSS background (lazy)", place=f"{name} {number}")
    elif entries := [*_srcset(value, f"{where} (lazy)")] if _is_srcset(name, value) else []:
        yield from entries
    else:
        yield from _single(name, _with_width(value, attributes), own=own)


def _single(name: str, value: str, *, own: bool) -> Iterator[Offer]:
    if not _is_picture(name, value, own=own):
        return
    if not own and _BACKGROUND.search(name):
        yield Offer(value, "CSS background (lazy)", place=name)
    elif _ANOTHER.search(name) or not (_LARGE.search(name) or _LOW.search(name) or _SAME.search(name)):
        yield Offer(value, "img (lazy)" if own else "data attribute", place=name)
    elif _LARGE.search(name):
        yield Offer(value, "img (zoom)", (3, 0.0))
    else:
        yield Offer(value, "img (lazy)" if own else "data attribute", (0, 1.0) if _LOW.search(name) else (1, 1.5))


def _is_picture(name: str, value: str, *, own: bool) -> bool:
    """Whether a value is the address of a picture: by its ending; for attributes of a picture also by its look."""
    if len(value) > 4096 or "<" in value or "\n" in value or value.startswith(("data:", "#", "javascript:")):
        return False
    is_path = "/" in value and (" " not in value or value.startswith(("/", "http")))
    if has_picture_name(value):
        return is_path or (" " not in value and any(names.search(name) for names in (_SAME, _LARGE, _BACKGROUND)))
    if not is_path or _OTHER_FILE.search(value):
        return False
    if _SUFFIX_INSIDE.search(value):
        return True
    return own and bool(_PICTURE.search(name)) and value.startswith(("http", "/", "./", "../"))


def _with_width(value: str, attributes: dict[str, str]) -> str:
    """An address with a gap for the width, filled with the largest that the element names."""
    if "{width}" not in value:
        return value
    widths = [int(width) for width in re.findall(r"\d{2,4}", attributes.get("data-widths", ""))]
    return value.replace("{width}", str(max(widths, default=1024)))


def _is_srcset(name: str, value: str) -> bool:
    if "srcset" in name or name.endswith(("set", "sets")):
        return True
    return bool(re.search(r"\s[0-9.]{1,8}[wx]\s*(?:,|$)", value)) and bool(re.search(r"[./]", value))


def _srcset(text: str, origin: str) -> Iterator[Offer]:
    for address, descriptor in srcset_entries(text):
        if re.search(r"[./]", address):
            match = _DESCRIPTOR.search(descriptor)
            number = float(match[1]) if match and re.fullmatch(r"\d*\.?\d+|\d+\.", match[1]) else 1.0
            is_width = bool(match) and match[2] == "w"  # type: ignore[index]
            yield Offer(address, origin, (2 if is_width else 1, number), number if is_width else 0.0)
