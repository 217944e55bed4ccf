"""A file is what its bytes are, whatever it is called."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from core.images.formats import (
    OTHER,
    READ,
    avif_size,
    bare_png,
    jpeg_lacks_its_end,
    jpeg_scans,
    jpeg_segments,
    promised_bytes,
    sniff,
)


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


def comment(text: bytes) -> bytes:
    return b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text


@pytest.mark.parametrize("hidden", [b"\xff\xd9", b"\xff\xd8\xff\xd9", b"\xff\xda\0\x08", b"\xff" * 9, b""])
@pytest.mark.parametrize("fill", [b"", b"\xff\xff"])
def test_what_a_comment_holds_is_no_marker(hidden: bytes, fill: bytes) -> None:
    data = saved("jpeg", progressive=True)
    scans = jpeg_scans(data)
    at = data.index(b"\xff\xda")
    assert jpeg_scans(data[:at] + fill + comment(hidden) + data[at:]) == scans, "before the first scan"
    at = data.rindex(b"\xff\xc4")
    assert jpeg_scans(data[:at] + fill + comment(hidden) + data[at:]) == scans, "between two scans"
    assert jpeg_scans(data[:-2] + comment(hidden) + data[at:-2] * 9 + data[-2:]) == scans + 9


def test_the_segments_of_a_cut_jpeg_end_with_it() -> None:
    data = saved("jpeg")
    markers = [marker for marker, _ in jpeg_segments(data)]
    assert markers[0] == 0xE0 and markers[-2:] == [0xDA, 0xD9]
    for end in range(len(data)):
        assert [marker for marker, _ in jpeg_segments(data[:end])] == markers[:len(list(jpeg_segments(data[:end])))]


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_lacks_its_end_has_begun_the_last_scan_of_every_color(progressive: bool) -> None:
    data = saved("jpeg", progressive=progressive)
    assert not jpeg_lacks_its_end(data) and jpeg_lacks_its_end(data[:-2]) and jpeg_lacks_its_end(data[:-3])
    assert not jpeg_lacks_its_end(data[:data.rindex(b"\xff\xda")]) and not jpeg_lacks_its_end(data[:30])


def test_an_avif_states_its_size_before_it_is_decoded() -> None:
    assert avif_size(saved("avif")) == (40, 30) and avif_size(b"ispe") == (0, 0)


def test_a_bare_png_keeps_its_pixels_and_loses_its_stories() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = saved("png")
    assert bare_png(data) == data
    assert bare_png(data[:33] + chunk(b"tEXt", b"Comment\0" + b"x" * 5000) + data[33:]) == data
    assert bare_png(data[:-20]) == data[:-20]
