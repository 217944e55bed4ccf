"""What the address of a picture alone tells: that it is one, and that it is an icon or a tracking pixel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from core.sources.files.folder import SUFFIXES

ICON_PIXELS = 100  # shown no larger than this, a picture is an icon or the thumbnail of another
_ICON_WORDS = frozenset(("icon", "icons", "favicon", "favicons", "sprite", "sprites", "glyph", "glyphs"))
_PLAIN_WORDS = _ICON_WORDS | frozenset((  # beside "sprite" they name a part of a page, others a product
    "nav", "ui", "social", "css", "main", "common", "header", "footer", "web", "mobile", "desktop", "retina", "global",
    "site", "theme", "flags", "flag", "payment", "payments", "all", "home", "logo", "logos", "2x", "3x", "min", "img"))
_ICON_BY_NAME = "an icon, by its name"
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|#\{|%7B%7B", re.IGNORECASE)
_PIXEL_WORDS = frozenset(("pixel", "pixels", "spacer", "blank", "transparent", "1x1", "tracking", "tracker", "beacon",
                          "placeholder", "loader", "loading", "spinner", "clear", "image", "img", "gif", "no"))
_TRACKERS = re.compile(r"(^|\.)(google-analytics\.com|doubleclick\.net|googleadservices\.com|googletagmanager\.com|"
                       r"bat\.bing\.com|ct\.pinterest\.com|ads\.linkedin\.com|stats\.wp\.com)$")
_ENTRY = re.compile(r"[\s,]*(\S+)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def absolute_url(base: str, address: str) -> str:
    """Resolve an address as a page writes it; one that cannot be parsed comes back as it is.

    Parameters
    ----------
    base : str
        Address of the page, or of its <base>.
    address : str
        Absolute or relative, with the line breaks and fragments that pages put into it.

    Examples
    --------
    >>> absolute_url("https://shop.example/shoes/red", "../img/1.jpg#top")
    'https://shop.example/img/1.jpg'
    """
    cleaned = re.sub(r"[\t\r\n]", "", address).strip()
    if "\\" in cleaned and "\\/" not in cleaned:  # browsers take backslashes for slashes
        path, mark, query = cleaned.partition("?")
        cleaned = path.replace("\\", "/") + mark + query
    try:
        return urljoin(base, cleaned).partition("#")[0]
    except ValueError:
        return cleaned


def display_name(address: str) -> str:
    """An address as people read it: data: URIs and endless addresses are cut, but stay distinct.

    Examples
    --------
    >>> display_name("https://shop.example/1.jpg")
    'https://shop.example/1.jpg'
    >>> display_name("data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
    'data:image/gif;base64,R0lGODlhAQABAIAAAA... (560a481d)'
    """
    if len(address) <= 2000 and address[:5].lower() != "data:":
        return address
    return f"{address[:40]}... ({hashlib.sha256(address.encode('utf-8', 'replace')).hexdigest()[:8]})"


def srcset_entries(text: str) -> Iterator[tuple[str, str]]:
    """Split a srcset as browsers do [1]_: commas may be in addresses.

    .. [1] https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute

    Parameters
    ----------
    text : str
        The attribute.

    Yields
    ------
    str, str
        Address and descriptor ("2x", "800w" or "").

    Examples
    --------
    >>> list(srcset_entries("w_1,h_2/a.jpg 1x, b.jpg 2x"))
    [('w_1,h_2/a.jpg', '1x'), ('b.jpg', '2x')]
    """
    position = 0
    while match := _ENTRY.match(text, position):
        address, position = match[1], match.end()
        if address.endswith(","):
            address, descriptor = address.rstrip(","), ""
        else:
            end = text.find(",", position)
            end = len(text) if end < 0 else end
            descriptor, position = text[position:end].strip(), end + 1
        if address:
            yield address, descriptor


def unsuitable(address: str, shown: float = 0) -> str:
    """Why an address cannot be a product picture; "" when it may be one.

    Parameters
    ----------
    address : str
        Absolute.
    shown : float
        Pixels that a page gives it, 0 where none does. What only looks like an icon by its name, and is shown larger
        than `ICON_PIXELS`, may be a product.

    Examples
    --------
    >>> unsuitable("https://shop.example/img/cart-icon.png"), unsuitable("https://shop.example/red-shoe.jpg")
    ('an icon, by its name', '')
    """
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1].lower() not in ("http", "https"):
        if scheme[1].lower() == "data":
            return "embedded in the page itself (data: URI)"
        return f"an address that begins with {scheme[1].lower()[:20]}:, which Merchlens does not fetch"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "an address that cannot be read"
    if not host:
        return "an address without a server"
    if _TEMPLATE.search(address):
        return "a gap of a template, which a script fills"
    if _TRACKERS.search(host) or host.startswith("pixel.") or (host.endswith("facebook.com") and parts.path == "/tr"):
        return "a tracking pixel, by its server"
    reason = _unsuitable_name(parts.path.lower())
    return "" if reason == _ICON_BY_NAME and shown > ICON_PIXELS else reason


def _unsuitable_name(path: str) -> str:
    *folders, name = path.split("/")
    stem, _, suffix = name.rpartition(".")
    if suffix in ("svg", "svgz"):
        return "a drawing (SVG), not a photo"
    if suffix in ("ico", "cur"):
        return "an icon, by its format"
    words = [word for word in re.split(r"[-_.]+", re.sub(r"[-_@]\d+x\d*$", "", stem or name)) if word]
    letters = [word for word in words if not word.isdigit()]
    is_drawn = suffix not in ("jpg", "jpeg")  # icons and sprites need transparency
    if is_drawn and letters and (letters[-1] in _ICON_WORDS or (
            _ICON_WORDS & set(words[:1]) and set(letters) <= _PLAIN_WORDS) or _ICON_WORDS & set(folders)):
        return _ICON_BY_NAME
    if words and all(word in _PIXEL_WORDS or word.isdigit() for word in words) and {*words} & (
            _PIXEL_WORDS - {"image", "img"}):
        return "a tracking pixel or placeholder, by its name"
    return ""


def has_picture_name(address: str) -> bool:
    """Whether the path of an address ends as the names of pictures do.

    Examples
    --------
    >>> has_picture_name("https://shop.example/1.JPG?w=80"), has_picture_name("https://shop.example/1.html")
    (True, False)
    """
    path = address.partition("?")[0].partition("#")[0].lower()
    return any(path.endswith(suffix) for suffix in SUFFIXES)

