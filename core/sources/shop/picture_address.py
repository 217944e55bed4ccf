"""What the address of a picture tells before anybody fetches it: its size, its siblings, and that it is an icon."""

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
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def absolute(base: str, address: str) -> str:
    """An address as a page writes it, made absolute; unreadable ones come back as they are."""
    cleaned = re.sub(r"[\t\r\n]", "", address).strip()
    try:
        return urljoin(base, cleaned).partition("#")[0]
    except ValueError:
        return cleaned


def shown_name(address: str) -> str:
    """What people see of an address: data: URIs are cut, but stay distinct."""
    if len(address) <= 2000 and address[:5].lower() != "data:":
        return address
    return f"{address[:40]}... ({hashlib.sha256(address.encode('utf-8', 'replace')).hexdigest()[:8]})"


def srcset(text: str) -> Iterator[tuple[str, str]]:
    """Addresses and descriptors ("2x", "800w" or "") of a srcset, as browsers split it: commas may be in addresses."""
    position = 0
    while found := re.compile(r"[\s,]*(\S+)").match(text, position):
        address, position = found[1], found.end()
        if address.endswith(","):
            address, descriptor = address.rstrip(","), ""
        else:
            end = text.find(",", position)
            end = len(text) if end < 0 else end
            descriptor, position = text[position:end].strip(), end + 1
        if address:
            yield address, descriptor


def unfit(address: str) -> str:
    """Why an address is no product picture, in words; "" when it may be one."""
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1].lower() not in ("http", "https"):
        if scheme[1].lower() == "data":
            return "written into the page itself (data: URI)"
        return f"addresses that begin with {scheme[1].lower()[:20]}: are not fetched"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "the address cannot be read"
    if not host:
        return "the address names no server"
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
    """Whether the path of an address ends as pictures' names do."""
    path = address.partition("?")[0].partition("#")[0].lower()
    return any(path.endswith(suffix) for suffix in SUFFIXES)


def identity(address: str) -> tuple[str, int]:
    """What stays of an address when its sizes are taken out, and the width that it asks for (0: it does not say).

    Two addresses with the same first part are taken for one picture in two sizes.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, 0
    width = 0
    kept = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.lower() not in _SIZES:
            kept.append(f"{name}={value}")
        elif name.lower() in _WIDTHS and re.fullmatch(r"[0-9]{2,5}", value):
            width = int(value)
    path = parts.path
    for pattern in (_SIZED_NAME, _CLOUD_WIDTH):
        found = pattern.search(path)
        if found and found[1]:
            width = width or int(found[1])
    for pattern in (_DENSITY, _SIZED_NAME, _NAMED_SIZE, _AMAZON, _TRANSFORMED):
        path = pattern.sub("", path)
    return f"{parts.netloc.lower()}{path}?{'&'.join(sorted(kept))}", width
