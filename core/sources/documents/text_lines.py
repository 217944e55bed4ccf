"""Lines of text documents in any encoding."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from core.sources.documents.code_pages import SAMPLE, code_page, codec_of
from core.sources.documents.document import DOCUMENT_BYTES, Document, LimitedFile

_LONGEST_LINE = 1_000_000
_WESTERN = "cp1252"  # what Western spreadsheets write, and what browsers take Latin-1 for
_MOST_BROKEN = 10_000  # bytes that are no UTF-8, after which those that were read decide
_BROKEN = re.compile("[\udc80-\udcff]")
_ODD_BYTES = "merchlens-odd-bytes"  # how single bytes that are no UTF-8 are read


def encoding_of(document: Document, declared: str = "") -> str:
    """How a text document is encoded.

    In this order: its byte order mark, zeros in every second byte (UTF-16), UTF-8 where it has more letters beyond
    ASCII that are valid than bytes that are not, the word of the document or the server, and the code page whose
    letters are the most likely.

    Parameters
    ----------
    document : Document
        Plain or gzip; read to its end where only the whole of it can tell.
    declared : str
        What the document says of itself; "" for the server's word.

    Returns
    -------
    str
        Name of a Python codec.

    Examples
    --------
    >>> encoding_of(Document(io.BytesIO("größe".encode())))
    'utf-8'
    >>> encoding_of(Document(io.BytesIO("größe".encode("cp1252"))))
    'cp1252'
    >>> encoding_of(Document(io.BytesIO("size".encode("utf-16-le"))))
    'utf-16-le'
    """
    file = LimitedFile(document)
    head = file.read(4096) or b""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    if _is_utf8(head, file):
        return "utf-8"
    name = codec_of(declared or document.charset)
    return name if name and name != "utf-8" else code_page(_letters_from(LimitedFile(document)))


def text_file(document: Document, encoding: str, max_bytes: int = DOCUMENT_BYTES) -> io.TextIOWrapper:
    """A document as text: a byte that is no UTF-8 spoils one letter, not the encoding of the whole.

    Such a byte is read as cp1252, since documents are put together from parts; a letter that is cut becomes the
    replacement character.

    Parameters
    ----------
    document : Document
        Plain or gzip; read from its beginning.
    encoding : str
        By `encoding_of`.
    max_bytes : int
        Of the unpacked document.

    Examples
    --------
    >>> text_file(Document(io.BytesIO("größe ".encode() + "größe".encode("cp1252"))), "utf-8").read()
    'größe größe'
    """
    return _text(LimitedFile(document, max_bytes), encoding)


def lines_of(document: Document) -> Iterator[tuple[int, str]]:
    """Lines of a text document with their line ends, decoded by `encoding_of`.

    Parameters
    ----------
    document : Document
        Plain or gzip; read from its beginning.

    Yields
    ------
    int, str
        Number from 1, and the line. A line of more than a million characters comes in pieces of one number; one that
        the end of a damaged gzip file cuts is left out.

    Examples
    --------
    >>> list(lines_of(Document(io.BytesIO(b"one\\ntwo"))))
    [(1, 'one\\n'), (2, 'two')]
    """
    encoding = encoding_of(document)
    raw = LimitedFile(document)
    text = _text(raw, encoding)
    number = 1
    while line := text.readline(_LONGEST_LINE):
        if raw.is_incomplete and not line.endswith(("\n", "\r")):
            return  # the end of a gzip file cut it
        yield number, line
        number += line.endswith(("\n", "\r"))


def _text(file: LimitedFile, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(file), encoding=encoding, errors=_ODD_BYTES, newline="")


def _is_utf8(head: bytes, rest: LimitedFile) -> bool:
    """Whether valid letters beyond ASCII outnumber the bytes that are no UTF-8; true where there are none of these."""
    decoder, letters, broken = codecs.getincrementaldecoder("utf-8")("surrogateescape"), 0, 0
    part = head
    while part and not (broken > _MOST_BROKEN and broken > letters):
        following = rest.read(1 << 20) or b""
        text = decoder.decode(part, not following)
        if not text.isascii():
            odd = len(_BROKEN.findall(text))
            broken += odd
            letters += len(text) - len(text.encode("ascii", "ignore")) - odd
        part = following
    return not broken or letters > broken


def _read_odd_bytes(error: UnicodeError) -> tuple[str, int]:
    """The error handler of `text_file`: one byte is cp1252, the start of a longer letter was cut."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start:error.end]
    return odd.decode(_WESTERN, "replace") if len(odd) == 1 else "\ufffd", error.end


codecs.register_error(_ODD_BYTES, _read_odd_bytes)


def _letters_from(file: LimitedFile) -> bytes:
    """A sample of a document that begins in the line of its first byte above ASCII."""
    before = b""
    while (part := file.read(SAMPLE)) and part.isascii():
        before = part
    text = before + (part or b"")
    first = next((place for place, byte in enumerate(text) if byte > 127), 0)
    return text[text.rfind(b"\n", 0, first) + 1:][:SAMPLE]
