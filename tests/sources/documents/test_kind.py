"""What a document is, its bytes say: not its name, and not what the server declares."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from core.sources.documents.document import Document
from core.sources.documents.kind import binary_name, is_workbook, kind_of


@pytest.mark.parametrize(("data", "kind"), [
    (b"\xff\xd8\xff\xe0", "picture"), (b"\x89PNG\r\n", "picture"), (b"RIFF\0\0\0\0WEBP", "picture"),
    (b"\0\0\0\x1cftypavif", "picture"), (b"II*\0", "picture"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"<urlset>", "sitemap"), (b"<?xml version='1.0'?><!-- <rss> --><sm:sitemapindex>", "sitemap"),
    (gzip.compress(b"<urlset>", mtime=0), "sitemap"), ("<urlset>".encode("utf-16"), "sitemap"),
    (b"<rss>", "feed"), (b"\xef\xbb\xbf <feed>", "feed"), (b"<?xml version='1.0'?><catalog>", "feed"),
    (b"<!DOCTYPE html><rss>", "feed"), (b"<!doctype html>", "page"), (b"<p>hello", "page"), (b"<shop>", "feed"),
    (b"id,image_link\n1,a.jpg", "feed"), (b"id;image\n1;a.jpg", "feed"),
    (b"# pictures\n\nhttps://shop.example/1.jpg", "urls"), (b"HTTP://shop.example/1,2.jpg\n", "urls"),
    (b"User-agent: *\nDisallow:\n", "sitemap"), (b"\xef\xbb\xbf# hi\nSITEMAP: /a.xml", "sitemap"),
    (b'{"products": []}', "feed"), (b'[{"id": 1}]', "feed"), (b"<yml_catalog>", "feed"),
    (b"Warning: x\n<br />\n<b>Notice</b><?xml version='1.0'?><urlset>", "sitemap"),
    (b"Warning: x\n<rss>", "feed"), (b"<html><?xml version='1.0'?><svg>", "page"),
    (b"\0junk" * 9 + b"PK\x03\x04" + b"\0" * 99 + b"PK\x05\x06", "zip"),
    (b"hello", "unknown"), (b"one, line", "unknown"), (b"", "unknown"), (b"\0" * 100, "unknown"),
])
def test_kinds_by_their_bytes(data: bytes, kind: str) -> None:
    file = io.BytesIO(data)
    assert kind_of(Document(file), fallback="unknown") == kind
    assert file.tell() == 0 or kind in ("picture", "zip"), "who reads it next begins at the beginning"


def test_a_long_comment_hides_nothing() -> None:
    assert kind_of(Document(io.BytesIO(b"<!--" + b"x" * 60_000 + b"--><urlset>")), fallback="") == "sitemap"


def packed(name: str) -> Document:
    file = io.BytesIO(b"junk\0" * 10)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "x" * 100_000)
    return Document(file)


def test_a_workbook_is_a_feed_and_another_zip_is_not() -> None:
    assert is_workbook(packed("xl/workbook.xml")) and kind_of(packed("xl/workbook.xml"), "") == "feed"
    assert kind_of(packed("a.jpg"), "") == "zip" and binary_name(packed("a.jpg")) == "a ZIP archive"
    assert binary_name(packed("xl/workbook.xml")) == ""


@pytest.mark.parametrize(("data", "name"), [
    (b"%PDF-1.7", "a PDF document"), (b"\xd0\xcf\x11\xe0\xa1", "an old Office file, such as an .xls workbook"),
    (b"Rar!\x1a", "a RAR archive"), (b"\x89PNG\r\n", "a picture"), (b"id,image", ""), (b"", "")])
def test_what_no_source_can_be_has_a_name(data: bytes, name: str) -> None:
    assert binary_name(Document(io.BytesIO(data))) == name
