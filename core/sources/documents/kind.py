"""What kind of source a document is, by its bytes."""

from __future__ import annotations

import os
import re

from core.errors import MerchlensError
from core.sources.documents.document import Document, head_of

_ROOT = re.compile(rb"<(?!!|\?)\s*(?:[\w.-]+:)?([A-Za-z][A-Za-z0-9_.-]*)")
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_SITEMAPS = (b"urlset", b"sitemapindex")
_FEEDS = (b"rss", b"feed")
_HTML = frozenset(b"html head body div p img a span table tr td ul ol li script style link meta title section main "
                  b"header footer nav article h1 h2 h3 h4 form iframe noscript center font b br i strong em".split())
_XML_STARTS = re.compile(rb"<\?xml|<(?:urlset|sitemapindex|rss|feed)\b", re.IGNORECASE)
_ROBOTS = re.compile(rb"(?:user-agent|sitemap|disallow|allow|crawl-delay|host)\s*:", re.IGNORECASE)
_JSON = re.compile(rb"[\[{]\s*[\"\[{\]}]")
_HEAD = 65536  # how much of a document tells its kind; comments may come first
_ZIP_STARTS, _ZIP_END = (b"PK\x03\x04", b"PK\x05\x06"), b"PK\x05\x06"
_WORKBOOK = b"xl/workbook.xml"
# First bytes -> what a file is called that no source can be. Signatures as registered with the Library of Congress.
_BINARY = {
    b"%PDF": "a PDF document", b"\xd0\xcf\x11\xe0": "an old Office file, such as an .xls workbook",
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive", b"PAR1": "a Parquet table", b"SQLite format 3": "a SQLite database",
    b"{\\rtf": "an RTF document", b"MZ": "a program", b"\x7fELF": "a program",
}


def kind_of(document: Document, fallback: str) -> str:
    """What a document is; its file is rewound.

    Parameters
    ----------
    document : Document
        Plain or gzip.
    fallback : str
        What text is that looks like no kind in particular.

    Returns
    -------
    str
        "picture", "zip", "sitemap", "feed", "page", "urls" or `fallback`. A robots.txt is a sitemap: it names some.

    Examples
    --------
    >>> import io
    >>> [kind_of(Document(io.BytesIO(start)), "urls") for start in (b"GIF89a", b"<urlset>", b"<!doctype html>")]
    ['picture', 'sitemap', 'page']
    >>> kind_of(Document(io.BytesIO(b"id,image_link\\n1,https://shop.example/1.jpg")), "urls")
    'feed'
    """
    document.file.seek(0)
    start = document.file.read(16)
    if start.startswith(_PICTURE_STARTS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP") or start[4:8] == b"ftyp":
        return "picture"
    if is_zip(document):
        return "feed" if is_workbook(document) else "zip"
    try:
        head = head_of(document, _HEAD)
    except MerchlensError:
        return fallback
    finally:
        document.file.seek(0)
    text = re.sub(rb"<!--.*?-->", b"", head.replace(b"\0", b""), flags=re.DOTALL)
    text = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    xml = _XML_STARTS.search(text)
    if xml is not None and not _is_page(text[:xml.start()]):  # the warnings of a script may come first
        return _kind_of_markup(text[xml.start():])
    return _kind_of_markup(text) if text.startswith(b"<") else _kind_of_lines(text, fallback)


def is_zip(document: Document) -> bool:
    """Whether a document is a zip, also one with other bytes in front; its file is left somewhere."""
    document.file.seek(0)
    start = document.file.read(_HEAD)
    if start.startswith(_ZIP_STARTS):
        return True
    return b"PK\x03\x04" in start and _ZIP_END in _tail(document)


def is_workbook(document: Document) -> bool:
    """Whether a document is an Excel workbook (XLSX): a zip whose list of members names one."""
    return is_zip(document) and _WORKBOOK in _tail(document)


def is_robots(document: Document) -> bool:
    """Whether a document is a robots.txt.

    Examples
    --------
    >>> import io
    >>> is_robots(Document(io.BytesIO(b"# hello\\nUSER-AGENT: *\\nDisallow:\\n")))
    True
    """
    text = head_of(document, _HEAD).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    lines = (line.strip() for line in text.splitlines())
    return any(_ROBOTS.match(line) for line in [line for line in lines if line and not line.startswith(b"#")][:1])


def binary_name(document: Document) -> str:
    """What a file is called that is neither text nor a workbook; "" for all others.

    Examples
    --------
    >>> import io
    >>> binary_name(Document(io.BytesIO(b"%PDF-1.7 "))), binary_name(Document(io.BytesIO(b"id,image")))
    ('a PDF document', '')
    """
    if is_zip(document):
        return "" if is_workbook(document) else "a ZIP archive"
    if kind_of(document, fallback="") == "picture":
        return "a picture"
    document.file.seek(0)
    start = document.file.read(16)
    return next((name for mark, name in _BINARY.items() if start.startswith(mark)), "")


def _tail(document: Document) -> bytes:
    size = document.file.seek(0, os.SEEK_END)
    document.file.seek(max(0, size - _HEAD))
    return document.file.read(_HEAD)


def _is_page(text: bytes) -> bool:
    return re.search(rb"<(?:!doctype html|html|head|body)\b", text, re.IGNORECASE) is not None


def _kind_of_markup(text: bytes) -> str:
    root = _ROOT.search(text)
    name = root[1].lower() if root else b""
    if name in _SITEMAPS:
        return "sitemap"
    if name in _FEEDS:
        return "feed"
    return "page" if not name or name in _HTML or b"<!doctype html" in text[:1000].lower() else "feed"


def _kind_of_lines(text: bytes, fallback: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(b"#")]
    if lines and _ROBOTS.match(lines[0]):
        return "sitemap"
    if lines and lines[0].lower().startswith((b"http://", b"https://")):
        return "urls"
    is_table = len(lines) > 1 and re.search(rb"[,;\t|]", lines[0])
    return "feed" if is_table or _JSON.match(text) else fallback
