"""How a picture was made, as its file declares it: the IPTC digital source type in its XMP, and a C2PA manifest.

Pixels do not show whether a model made a picture; Google asks that the file declares it [1]_. Read from the bytes of
JPEG, PNG and WebP, within limits, without decoding pixels. Only the type is ever taken out of a file or written into
another: never author, place or date.

References
----------
.. [1] Google Merchant Center help, "AI-generated content"; IPTC Photo Metadata Standard, "Digital Source Type"; C2PA
   specification, appendix A.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from lxml import etree

from core.images.formats import png_chunks
from core.nouns.measures import SYNTHETIC

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAME = f"{{{_EXTENSION}}}DigitalSourceType"
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_XMP = b"XML:com.adobe.xmp\0"
_MOST_XMP = 1_000_000  # bytes, unpacked; editors' histories can be long
_MOST_MANIFEST = 8_000_000  # bytes; it holds thumbnails of earlier versions
_MOST_PARTS = 10_000  # segments or chunks of a file
_MOST_PACKETS = 4
_TERM = re.compile(r"(?:https?://cv\.iptc\.org/newscodes/digitalsourcetype/)?([A-Za-z]{3,60})/?")


def source_type(data: bytes, kind: str, xmp: bytes = b"") -> str:
    """The IPTC digital source type that a file declares.

    Parameters
    ----------
    data : bytes
        The file.
    kind : str
        As `core.images.formats.sniff` names it.
    xmp : bytes
        The XMP packet of another format's file, where its reader gives one.

    Returns
    -------
    str
        Such as "trainedAlgorithmicMedia"; "" where the file declares none, or none that can be read.
    """
    terms = (_term(packet) for packet in (*islice(_packets(data, kind), _MOST_PACKETS), xmp))
    return next(filter(None, terms), "")


def manifest(data: bytes, kind: str) -> str:
    """Whether a file carries a C2PA manifest; its signature and its claims are not verified.

    Returns
    -------
    str
        "" for none; the term of `SYNTHETIC` that the manifest names; "present" where it names none of them.
    """
    store = b"".join(_manifest_parts(data, kind))[:_MOST_MANIFEST]
    if b"jumb" not in store or b"c2pa" not in store:
        return ""
    terms = set(re.findall(rb"digitalsourcetype/([A-Za-z]{3,60})", store))
    return next((term for term in SYNTHETIC if term.encode() in terms), "present")


def with_source_type(jpeg: bytes, term: str) -> bytes:
    """A JPEG that declares a digital source type and nothing else.

    Parameters
    ----------
    jpeg : bytes
        Without metadata, as `core.rules.fix.jpeg` writes it.
    term : str
        Of IPTC's vocabulary; "" changes nothing.

    Examples
    --------
    >>> file = with_source_type(bytes([255, 216, 255, 217]), "trainedAlgorithmicMedia")
    >>> source_type(file, "jpeg")
    'trainedAlgorithmicMedia'
    """
    return jpeg[:2] + declaration(term) + jpeg[2:] if term else jpeg


def declaration(term: str) -> bytes:
    """The segment of a JPEG (APP1) that declares a digital source type; `term` has ASCII letters only."""
    assert term.isascii() and term.isalpha(), "terms have ASCII letters only"
    packet = (f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
              f'<rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="{_EXTENSION}" '
              f'Iptc4xmpExt:DigitalSourceType="{_VOCABULARY}{term}"/></rdf:RDF></x:xmpmeta><?xpacket end="r"?>')
    content = _JPEG_XMP + packet.encode("ascii")
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _packets(data: bytes, kind: str) -> Iterator[bytes]:
    """XMP packets of a file."""
    if kind == "jpeg":
        yield from (content[len(_JPEG_XMP):] for marker, content in islice(_segments(data), _MOST_PARTS)
                    if marker == 0xE1 and content.startswith(_JPEG_XMP))
    elif kind == "png":
        yield from (_itxt(data[start + 8:end - 4]) for name, start, end in islice(png_chunks(data), _MOST_PARTS)
                    if name == b"iTXt" and data.startswith(_PNG_XMP, start + 8))
    elif kind == "webp":
        yield from (content for name, content in islice(_riff(data), _MOST_PARTS) if name == b"XMP ")


def _manifest_parts(data: bytes, kind: str) -> Iterator[bytes]:
    if kind == "jpeg":  # JPEG XT: "JP", instance, sequence; length and name of the box in each; a part of the box
        parts = (content for marker, content in islice(_segments(data), _MOST_PARTS) if marker == 0xEB)
        yield from (part[8 if part[4:8] == b"\0\0\0\1" else 16:] for part in parts if part[:2] == b"JP")
    elif kind == "png":
        yield from (data[start + 8:end - 4] for name, start, end in islice(png_chunks(data), _MOST_PARTS)
                    if name == b"caBX")
    elif kind == "webp":
        yield from (content for name, content in islice(_riff(data), _MOST_PARTS) if name == b"C2PA")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker segments of a JPEG before its pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        if data[at + 1] == 0xFF:  # fill byte
            yield 0xFF, b""
            at += 1
            continue
        length = struct.unpack_from(">H", data, at + 2)[0]
        yield data[at + 1], data[at + 4:at + 2 + length]
        at += 2 + max(2, length)


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        name, length = data[at:at + 4], struct.unpack_from("<I", data, at + 4)[0]
        yield name, data[at + 8:at + 8 + min(length, _MOST_MANIFEST)]
        at += 8 + length + length % 2


def _itxt(chunk: bytes) -> bytes:
    """The text of an iTXt chunk: keyword, two bytes about packing, language, translated keyword, text."""
    head, _, rest = chunk.partition(b"\0")
    text = rest[2:].split(b"\0", 2)[-1]
    if rest[:1] != b"\1":
        return text
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(text, _MOST_XMP + 1)
    return b""


def _term(packet: bytes) -> str:
    """The type that an XMP packet declares: an attribute, a text, or a resource; "" for none."""
    packet = packet.strip(b"\0 \t\r\n\xef\xbb\xbf")
    if not packet or len(packet) > _MOST_XMP or b"\0" in packet or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return ""  # XMP in these files is UTF-8 without a document type; entities would be an attack
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(packet, parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    for element in () if root is None else root.iter(etree.Element):
        value = element.get(_NAME) or (element.tag == _NAME and
                                       (element.get(f"{{{_RDF}}}resource") or "".join(element.itertext()))) or ""
        if match := _TERM.fullmatch(value.strip()):
            return next((term for term in SYNTHETIC if term.lower() == match[1].lower()), match[1])
    return ""
