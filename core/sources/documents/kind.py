"""What kind of source a document is, by its bytes."""

from __future__ import annotations

import re

from core.errors import MerchlensError
from core.sources.documents.document import Document, head_of

_ROOT = re.compile(rb"<(?!!|\?)\s*(?:[\w.-]+:)?([A-Za-z]+)")
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_SITEMAPS, _FEEDS = (b"urlset", b"sitemapindex"), (b"rss", b"feed", b"rdf", b"products", b"items", b"offers")
_HTML = (b"html", b"head", b"body", b"div", b"p", b"img")
_HEAD = 65536  # how much of a document tells its kind; comments may come first


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
        "picture", "zip", "sitemap", "feed", "page", "urls" or `fallback`.

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
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    try:
        head = head_of(document, _HEAD)
    except MerchlensError:
        return fallback
    finally:
        document.file.seek(0)
    text = re.sub(rb"<!--.*?-->", b"", head.replace(b"\0", b""), flags=re.DOTALL)
    text = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return _kind_of_markup(text) if text.startswith(b"<") else _kind_of_lines(text, fallback)


def _kind_of_markup(text: bytes) -> str:
    root = _ROOT.search(text)
    name = root[1].lower() if root else b""
    if name in _SITEMAPS:
        return "sitemap"
    is_html = b"<!doctype html" in text[:1000].lower() or name in _HTML
    return "feed" if name in _FEEDS or (text.startswith(b"<?xml") and not is_html) else "page"


def _kind_of_lines(text: bytes, fallback: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(b"#")]
    if lines and lines[0].lower().startswith((b"http://", b"https://")):
        return "urls"
    return "feed" if len(lines) > 1 and re.search(rb"[,;\t|]", lines[0]) else fallback
