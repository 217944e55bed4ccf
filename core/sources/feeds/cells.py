"""What one cell of a feed holds: addresses of pictures in any writing, or nothing."""

from __future__ import annotations

import html
import re

from core.sources.files.folder import SUFFIXES

_NOTHING = frozenset(("", "-", "--", "null", "\\n", "none", "nan", "n/a", "#n/a", "undefined"))  # \N: MySQL
_NO_PICTURE = frozenset(("0", "1", "false", "true", "no", "yes", "no_selection", "[]", "{}"))  # no_selection: Magento
_SCHEME = r"(?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}:)?//"
_SUFFIX = r"\.(?:" + "|".join(sorted(suffix[1:] for suffix in SUFFIXES)) + r"|heic|svg)"
_BEFORE_ADDRESS = re.compile(rf"[\"']?[,;|^\s]+[\"']?(?={_SCHEME}|www\.)")
_PLAIN = re.compile(r"https?://[A-Za-z0-9.:-]+/[A-Za-z0-9._~/%+=?-]*")  # most cells hold one whole address
_AFTER_PICTURE = re.compile(r"(?<=\.\w{3})[,;|^\s]+(?=\S)|(?<=\.\w{4})[,;|^\s]+(?=\S)")
_INSIDE = re.compile(r"""https?://[^\s"'<>()\[\]{}|]+""", re.IGNORECASE)
_DESCRIBED = re.compile(rf"(\S+?{_SUFFIX}(?:\?\S*)?)\s", re.IGNORECASE)  # WebToffee: 1.jpg ! alt : Red ! title : Shoe
_PICTURE = re.compile(rf"{_SUFFIX}(?:[?#]\S*)?$", re.IGNORECASE)
_ABSOLUTE = re.compile(rf"{_SCHEME}|www\.", re.IGNORECASE)
_TAG = re.compile(r"""<(?:img|a|source)\b[^>]*?\b(?:src|href)\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_WIX = re.compile(r"(?:wix:image://v1/)?([0-9a-f]{5,8}_[0-9a-f]{32}~mv2(?:_d_\w+)?\.\w{3,4})\b.*")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
_EDGES = " \t\r\n\u00a0,;|\"'<>[]{}()"


def is_nothing(text: str) -> bool:
    """Whether a cell stands for no value, as exports write it.

    Examples
    --------
    >>> [is_nothing(text) for text in (" ", "NULL", "Red", "0")]
    [True, True, False, False]
    """
    return (len(text) < 12 or text.isspace()) and text.strip().lower() in _NOTHING


def addresses_in(text: str) -> list[str]:
    """Addresses of one cell.

    Several are separated by commas, semicolons, bars or white space; they may stand in HTML, JSON, quotes or angle
    brackets, and without the scheme.

    Examples
    --------
    >>> addresses_in("https://a.example/1,2.jpg, https://a.example/3.jpg")
    ['https://a.example/1,2.jpg', 'https://a.example/3.jpg']
    >>> addresses_in('<img src="https://a.example/1.jpg">'), addresses_in("/w/b/1.jpg,/w/b/2.jpg")
    (['https://a.example/1.jpg'], ['/w/b/1.jpg', '/w/b/2.jpg'])
    """
    if _PLAIN.fullmatch(text):
        return [text]
    text = _ODD.sub(" ", text).strip() if not text.isprintable() else text.strip()
    if is_nothing(text) or text.lower() in _NO_PICTURE:
        return []
    if text[0] in "[\"'" and "\\/" in text:
        text = text.replace("\\/", "/")  # JSON
    if "&" in text:
        text = re.sub(r"&(?:amp|#38);", "&", text)
        text = html.unescape(text) if "&lt;" in text else text
    if text[0] == "<" and (tags := _TAG.findall(text)):
        parts = [] if re.sub(r"<[^>]*>", "", text).strip(_EDGES) else tags  # a description with pictures is no address
    else:
        parts = [piece for part in _BEFORE_ADDRESS.split(text) for piece in _pictures(part)]
    addresses = [_whole(address) for part in parts for address in _bare(part.strip(_EDGES)) if not is_nothing(address)]
    whole = [address for address in addresses if is_absolute(address)]
    return whole or addresses  # names beside whole addresses are what people call them


def is_absolute(address: str) -> bool:
    """Whether an address of a cell names its server, also without the scheme."""
    return _ABSOLUTE.match(address) is not None


def is_picture(address: str) -> bool:
    """Whether an address of a cell ends as the names of pictures do.

    Examples
    --------
    >>> is_picture("images/a.JPG?v=1"), is_picture("https://shop.example/p/1")
    (True, False)
    """
    return _PICTURE.search(address) is not None and "<" not in address


def _pictures(text: str) -> list[str]:
    """Relative addresses are separated behind the ending of a picture, where each part has such an ending."""
    if "//" in text:
        return [text]
    parts = [part for part in _AFTER_PICTURE.split(text) if part.strip(_EDGES)]
    return parts if len(parts) > 1 and all(is_picture(part.strip(_EDGES)) for part in parts) else [text]


def _bare(text: str) -> list[str]:
    """Addresses without the words around them: a label, the other fields of an image, the text of a link."""
    if _WIX.fullmatch(text):
        return [text]
    if not _ABSOLUTE.match(text):
        return _INSIDE.findall(text) if "://" in text else [text]
    text = re.split(r"[\"<>]", text, maxsplit=1)[0].rstrip(_EDGES)
    match = _DESCRIBED.match(text)
    return [match[1]] if match else [text]


def _whole(address: str) -> str:
    """An address that a platform writes short, as servers know it."""
    wix = _WIX.fullmatch(address)
    if wix is not None:
        return f"https://static.wixstatic.com/media/{wix[1]}"
    return f"https://{address}" if address[:4].lower() == "www." else address
