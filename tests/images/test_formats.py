"""A file is what its bytes are, whatever it is called."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from core.images.formats import OTHER, READ, bare_png, jpeg_scans, promised_bytes, sniff


def saved(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(file, READ[kind].upper(), **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", READ)
def test_the_formats_that_are_read_are_known_by_their_bytes(kind: str) -> None:
    assert sniff(saved(kind)) == kind
    assert sniff(saved(kind)[:4096]) == kind


@pytest.mark.parametrize(("data", "kind"), [
    (b"", "empty"),
    (b"<!DOCTYPE html><html>", "html"),
    (b"\xef\xbb\xbf \r\n<HTML lang=en>", "html"),
    (b"<!-- saved --><html><body><svg></svg>", "html"),
    ("<html>".encode("utf-16"), "html"),
    (b"<script>alert(1)</script>", "html"),
    (b"<div class=error>no such product</div>", "html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
    (b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC ''><svg/>", "svg"),
    (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "xml"),
    (b'{"error": "expired"}', "json"),
    (b"Not found\n", "text"),
    (b"%PDF-1.7\n", "pdf"),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", "postscript"),
    (b"\xc5\xd0\xd3\xc6 dos eps", "postscript"),
    (b"PK\x03\x04zip", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "avif"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "video"),
    (b"\xff\x0a jxl", "jxl"),
    (b"II*\0\x10\0\0\0CR\x02\0", "raw"),
    (b"MZ\x90\0", "program"),
    (b"\x00\x01\x02\x03", "unknown"),
    (bytes(range(128, 256)), "unknown"),
])
def test_what_is_no_picture_is_called_by_its_name(data: bytes, kind: str) -> None:
    assert sniff(data) == kind
    assert kind in READ or kind in OTHER or kind in ("empty", "unknown")


@pytest.mark.parametrize("kind", ["webp", "bmp", "avif"])
def test_a_container_says_how_long_it_is(kind: str) -> None:
    data = saved(kind)
    assert promised_bytes(data, kind) == len(data)
    assert promised_bytes(data[:-8], kind) == len(data)
    assert promised_bytes(data[:5], kind) in (None, 0)


def test_a_jpeg_has_as_many_scans_as_its_first_picture() -> None:
    thumbnail = b"Exif\0\0" + saved("jpeg")
    data = saved("jpeg", progressive=True)
    with_thumbnail = data[:2] + b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail + data[2:]
    assert jpeg_scans(saved("jpeg")) == 1
    assert 2 < jpeg_scans(data) < 20
    assert jpeg_scans(with_thumbnail) == jpeg_scans(data)
    assert jpeg_scans(data + b"\xff\xda" * 500) == jpeg_scans(data), "a video behind a phone's photo"
    assert jpeg_scans(b"\xff\xd8\xff") == 0


def test_a_bare_png_keeps_its_pixels_and_loses_its_stories() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = saved("png")
    assert bare_png(data) == data
    assert bare_png(data[:33] + chunk(b"tEXt", b"Comment\0" + b"x" * 5000) + data[33:]) == data
    assert bare_png(data[:-20]) == data[:-20]
