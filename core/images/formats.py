"""File formats, recognized by their bytes: a name or a content type may lie."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

# Formats that `core.images.decode` reads, with the name that people read.
READ = {"jpeg": "JPEG", "png": "PNG", "webp": "WebP", "gif": "GIF", "bmp": "BMP", "tiff": "TIFF", "avif": "AVIF"}

# Other files that may be named .jpg, in words that complete "This is ...".
OTHER = {
    "html": "a web page (HTML)",
    "svg": "an SVG drawing",
    "xml": "an XML document",
    "json": "a JSON document",
    "text": "plain text",
    "pdf": "a PDF document",
    "postscript": "a PostScript document",
    "zip": "a zip archive or an office document",
    "gzip": "a gzip archive",
    "rar": "a RAR archive",
    "7z": "a 7z archive",
    "heic": "a HEIC photo",
    "jxl": "a JPEG XL picture",
    "jpeg2000": "a JPEG 2000 picture",
    "psd": "a Photoshop document",
    "icon": "a Windows icon",
    "raw": "a camera raw file",
    "video": "a video",
    "audio": "a sound file",
    "program": "a program",
}

_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"%PDF-", "pdf"),
    (b"%!", "postscript"),
    (b"\xc5\xd0\xd3\xc6", "postscript"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf'\x1c", "7z"),
    (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cJXL ", "jxl"),
    (b"\0\0\0\x0cjP  ", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"8BPS", "psd"),
    (b"\0\0\1\0", "icon"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"OggS", "audio"),
    (b"ID3", "audio"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_HEAD, _AVIF_HEADER = 4096, 65536
# Not stuffing, restarts and fill bytes. It begins with one fixed byte, which is searched much faster than a class.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_PNG_PARTS = (b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"IEND")


def sniff(data: bytes) -> str:
    """Name the format of a file by its first bytes.

    Parameters
    ----------
    data : bytes
        The file, or at least its first 4096 bytes.

    Returns
    -------
    str
        A key of `READ` or `OTHER`, "empty", or "unknown".

    Examples
    --------
    >>> sniff(b"GIF89a..."), sniff(b"<html>"), sniff(b""), sniff(bytes([0, 1, 2]))
    ('gif', 'html', 'empty', 'unknown')
    """
    if not data:
        return "empty"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    for start, kind in _STARTS:
        if data.startswith(start):
            return "raw" if kind == "tiff" and data[8:10] == b"CR" else kind
    return _text(data[:_HEAD])


def promised_bytes(data: bytes, kind: str) -> int | None:
    """Length in bytes by the file's own header, for the formats that have it (WebP, BMP, AVIF); else None.

    Examples
    --------
    >>> promised_bytes(b"RIFF" + struct.pack("<I", 92) + b"WEBP", "webp")
    100
    """
    if kind == "webp":
        return 8 + struct.unpack_from("<I", data, 4)[0] if len(data) >= 8 else None
    if kind == "bmp":
        return struct.unpack_from("<I", data, 2)[0] or None if len(data) >= 6 else None
    if kind == "avif":
        return _boxes_end(data)
    return None


def bare_png(data: bytes) -> bytes:
    """The same PNG with nothing but its pixels, palette, transparency, color profile and EXIF.

    It loses text, which may unpack to gigabytes or hold megabytes of editing history, and the frames of an animation
    after the first. An incomplete file stays incomplete.
    """
    parts = [data[:8]]
    for name, start, end in png_chunks(data):
        if name in _PNG_PARTS:
            parts.append(data[start:end])
    return b"".join(parts)


def jpeg_scans(data: bytes) -> int:
    """Number of scans of the first picture in a JPEG file, without thumbnails, second pictures and trailing videos."""
    return sum(marker == _SCAN for marker, _ in jpeg_segments(data))


def jpeg_lacks_its_end(data: bytes) -> bool:
    """Whether a JPEG has no end marker, but has begun the last scan of each of its color components."""
    components, complete = 0, set()
    for marker, body in jpeg_segments(data):
        if marker == _END:
            return False
        if marker in _START_OF_FRAME and len(body) > 5:
            components = body[5]
        if marker == _SCAN and len(body) == 4 + 2 * body[0]:
            last, bits = body[-2], body[-1] & 15  # of the 64 frequencies the last one, and bits that are still to come
            complete |= {body[1 + 2 * number] for number in range(body[0])} if last == 63 and not bits else set()
    return 0 < components == len(complete)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Segments of the first picture in a JPEG file: marker and content, without length and the pixels of scans.

    Decoders go from segment to segment by their lengths too, so what a comment holds is no marker.
    """
    at = 2
    while (found := _JPEG_MARKER.search(data, at)) is not None:
        marker, at = data[found.end() - 1], found.end()
        if marker in (_START, _END):
            yield marker, b""
        if marker == _END or at + 2 > len(data):
            return
        if marker != _START:
            length = struct.unpack_from(">H", data, at)[0]
            yield marker, data[at + 2:at + length]
            at += max(2, length)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Chunks of a PNG: name, where the chunk begins (with its length), and where it ends (with its checksum)."""
    at = 8
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, at, at + 12 + length
        if name == b"IEND":
            return
        at += 12 + length


def avif_size(data: bytes) -> tuple[int, int]:
    """Width and height of the largest image in an AVIF file's header; (0, 0) where it states none.

    The box "ispe" is that of ISO/IEC 23008-12, 6.5.3: after its name, version and flags, then width and height.
    """
    at, sizes = data.find(b"ispe", 0, _AVIF_HEADER), [(0, 0)]
    while 0 <= at <= len(data) - 16:
        sizes.append(struct.unpack_from(">II", data, at + 8))
        at = data.find(b"ispe", at + 4, _AVIF_HEADER)
    return max(sizes, key=lambda size: size[0] * size[1])


def _iso_media(data: bytes) -> str:
    size = struct.unpack_from(">I", data)[0]
    brands = data[8:12] + data[16:min(max(size, 16), _HEAD)]
    if b"avif" in brands or b"avis" in brands:
        return "avif"
    if any(brand in brands for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")):
        return "heic"
    return "raw" if b"crx " in brands else "video"


def _boxes_end(data: bytes) -> int | None:
    at = 0
    while at + 16 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        if size == 1:
            size = struct.unpack_from(">Q", data, at + 8)[0]
        if size < 8:
            return None
        at += size
    return at


def _text(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
    elif b"\0" in head:
        return "unknown"
    else:
        text = head.decode("utf-8", "replace")
    text = text.lstrip("\ufeff \t\r\n").lower()
    if text.startswith("<"):
        return _markup(text)
    if text[:1] in ("{", "["):
        return "json"
    odd = sum(1 for character in text if character == "\ufffd" or (character < " " and character not in "\t\r\n\f"))
    return "text" if odd * 50 <= len(text) else "unknown"


def _markup(text: str) -> str:
    svg = text.find("<svg")
    page = min((at for at in map(text.find, ("<html", "<!doctype html", "<head", "<body", "<script", "<div", "<p"))
                if at >= 0), default=-1)
    if svg >= 0 and (page < 0 or svg < page):
        return "svg"
    if page >= 0 or not text.startswith("<?xml"):
        return "html"
    return "xml"
