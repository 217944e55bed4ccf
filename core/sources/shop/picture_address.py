"""What the address of a picture alone tells: its size, other sizes of the same picture, and that it is an icon."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from core.sources.files.folder import SUFFIXES

ICON_PIXELS = 100  # shown no larger than this, a picture is an icon or the thumbnail of another
_WIDTHS = frozenset(("w", "width", "wid", "imwidth", "sw"))
_SIZES = _WIDTHS | frozenset((
    "h", "height", "hei", "imheight", "sh", "size", "sz", "q", "quality", "qlt", "dpr", "fit", "crop", "fm", "format",
    "fmt", "auto", "resize", "scale", "sm", "resmode", "op_sharpen", "bg-color", "background",
    "v", "ver"))  # the last two are stamps of caches
_SIZED_NAME = re.compile(r"[-_](?:(\d{2,4})x\d{0,4}|x\d{2,4})(?:_crop_\w+)?(?:@[1-4]x)?(?=\.\w{2,5}$)")
_NAMED_SIZE = re.compile(r"_(?:pico|icon|thumb|small|compact|medium|large|grande|original|master)(?=\.\w{2,5}$)")
_DENSITY = re.compile(r"@[1-4]x(?=\.\w{2,5}$)")
_AMAZON = re.compile(r"\._[A-Z]{2}[A-Za-z0-9_,]*_(?=\.\w{2,5}$)")
_TRANSFORMED = re.compile(r"/(?:cdn-cgi/image/[^/]+|(?:[a-z]{1,3}_[\w.:]{1,20},)*(?:w|h|c|q|f|dpr)_[\w.:]{1,20}"
                          r"(?:,[a-z]{1,3}_[\w.:]{1,20})*)(?=/)")
_CLOUD_WIDTH = re.compile(r"[/,](?:w_|width=)(\d{2,4})(?=[,/])")
_ICON_WORDS = frozenset(("icon", "icons", "favicon", "favicons", "sprite", "sprites", "glyph", "glyphs"))
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


def unsuitable(address: str) -> str:
    """Why an address cannot be a product picture; "" when it may be one.

    Parameters
    ----------
    address : str
        Absolute.

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
    *folders, name = parts.path.lower().split("/")
    stem, _, suffix = name.rpartition(".")
    if suffix in ("svg", "svgz"):
        return "a drawing (SVG), not a photo"
    words = re.split(r"[-_.]+", re.sub(r"[-_@]\d+x\d*$", "", stem or name))
    if suffix in ("ico", "cur") or words[-1] in _ICON_WORDS or "sprite" in words or _ICON_WORDS & set(folders):
        return "an icon, by its name"
    if _TRACKERS.search(host) or host.startswith("pixel.") or (host.endswith("facebook.com") and parts.path == "/tr"):
        return "a tracking pixel, by its server"
    if all(word in _PIXEL_WORDS or word.isdigit() for word in words) and {*words} & (_PIXEL_WORDS - {"image", "img"}):
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


def identity(address: str) -> tuple[str, int]:
    """What remains of an address when its sizes are taken out, and the width that it asks for.

    Two addresses with the same first part are taken for one picture in two sizes.

    Parameters
    ----------
    address : str
        Absolute.

    Returns
    -------
    str, int
        The address without sizes and cache stamps; CSS pixels, 0 where the address does not tell.

    Examples
    --------
    >>> identity("https://cdn.example/a_300x.jpg?v=1")
    ('cdn.example/a.jpg?', 300)
    >>> identity("https://cdn.example/a.jpg?width=900")
    ('cdn.example/a.jpg?', 900)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, 0
    width = 0
    parameters = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.lower() not in _SIZES:
            parameters.append(f"{name}={value}")
        elif name.lower() in _WIDTHS and re.fullmatch(r"[0-9]{2,5}", value):
            width = int(value)
    path = parts.path
    for pattern in (_SIZED_NAME, _CLOUD_WIDTH):
        match = pattern.search(path)
        if match and match[1]:
            width = width or int(match[1])
    for pattern in (_DENSITY, _SIZED_NAME, _NAMED_SIZE, _AMAZON, _TRANSFORMED):
        path = pattern.sub("", path)
    return f"{parts.netloc.lower()}{path}?{'&'.join(sorted(parameters))}", width
