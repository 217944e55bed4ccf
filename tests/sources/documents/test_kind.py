"""What a document is, its bytes say: not its name, and not what the server declares."""

from __future__ import annotations

import gzip
import io

import pytest

from core.sources.documents.document import Document
from core.sources.documents.kind import kind_of


@pytest.mark.parametrize(("data", "kind"), [
    (b"\xff\xd8\xff\xe0", "picture"), (b"\x89PNG\r\n", "picture"), (b"RIFF\0\0\0\0WEBP", "picture"),
    (b"\0\0\0\x1cftypavif", "picture"), (b"II*\0", "picture"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"<urlset>", "sitemap"), (b"<?xml version='1.0'?><!-- <rss> --><sm:sitemapindex>", "sitemap"),
    (gzip.compress(b"<urlset>"), "sitemap"), ("<urlset>".encode("utf-16"), "sitemap"),
    (b"<rss>", "feed"), (b"\xef\xbb\xbf <feed>", "feed"), (b"<?xml version='1.0'?><catalog>", "feed"),
    (b"<!DOCTYPE html><rss>", "feed"), (b"<!doctype html>", "page"), (b"<p>hello", "page"), (b"<shop>", "page"),
    (b"id,image_link\n1,a.jpg", "feed"), (b"id;image\n1;a.jpg", "feed"),
    (b"# pictures\n\nhttps://shop.example/1.jpg", "urls"), (b"HTTP://shop.example/1,2.jpg\n", "urls"),
    (b"hello", "unknown"), (b"one, line", "unknown"), (b"", "unknown"), (b"\0" * 100, "unknown"),
])
def test_kinds_by_their_bytes(data: bytes, kind: str) -> None:
    file = io.BytesIO(data)
    assert kind_of(Document(file), fallback="unknown") == kind
    assert file.tell() == 0 or kind in ("picture", "zip"), "who reads it next begins at the beginning"


def test_a_long_comment_hides_nothing() -> None:
    assert kind_of(Document(io.BytesIO(b"<!--" + b"x" * 60_000 + b"--><urlset>")), fallback="") == "sitemap"
