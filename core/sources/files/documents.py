"""Files of this machine as documents, and what a document is by its bytes."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import MerchlensError, NotFound, Refused
from core.sources.fetching.fetch import DOCUMENT_BYTES, Document
from core.sources.shop.markup import Capped

_ROOT = re.compile(rb"<(?!!|\?)\s*(?:[\w.-]+:)?([A-Za-z]+)")
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_SITEMAPS, _FEEDS = (b"urlset", b"sitemapindex"), (b"rss", b"feed", b"rdf", b"products", b"items", b"offers")
_HEAD = 65536  # how much of a document tells its kind; comments may come first


def path_of(source: str) -> Path:
    """A path that can be asked whether it exists; what can be none is not found."""
    try:
        path = Path(source).expanduser()
        path.is_dir()
        return path
    except (OSError, ValueError, RuntimeError):
        raise NotFound(f"There is no file or folder {source[:80]!r}.",
                       "Check the path, or begin an address with https://.") from None


def opened(path: Path) -> Document:
    """Open a file; close it after use."""
    try:
        return Document(path.open("rb"), name=path.name)
    except PermissionError:
        raise Refused(f"The file {path} may not be read by this user.", "Change its permissions, or copy it.") from None
    except OSError as error:
        raise NotFound(f"The file {path} cannot be read: {error.strerror}.", "Check the path.") from None


def kind_of(document: Document, fallback: str) -> str:
    """What a document is, by its bytes: "picture", "zip", "sitemap", "feed", "page" or "urls"."""
    document.file.seek(0)
    start = document.file.read(16)
    if start.startswith(_PICTURE_STARTS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP") or start[4:8] == b"ftyp":
        return "picture"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    try:
        head = Capped(document.file, DOCUMENT_BYTES, document.name).read(_HEAD) or b""
    except MerchlensError:
        return fallback
    finally:
        document.file.seek(0)
    text = re.sub(rb"<!--.*?-->", b"", head.replace(b"\0", b""), flags=re.DOTALL)
    text = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<"):
        root = _ROOT.search(text)
        name = root[1].lower() if root else b""
        if name in _SITEMAPS:
            return "sitemap"
        is_html = b"<!doctype html" in text[:1000].lower() or name in (b"html", b"head", b"body", b"div", b"p", b"img")
        return "feed" if name in _FEEDS or (text.startswith(b"<?xml") and not is_html) else "page"
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(b"#")]
    if lines and lines[0].lower().startswith((b"http://", b"https://")):
        return "urls"
    return "feed" if len(lines) > 1 and re.search(rb"[,;\t|]", lines[0]) else fallback
