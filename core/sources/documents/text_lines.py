"""Lines of text documents in any encoding."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from core.sources.documents.document import Document, LimitedFile

_LONGEST_LINE = 1_000_000
_WESTERN = "cp1252"  # what Western spreadsheets write, and what browsers take Latin-1 for


def encoding_of(document: Document) -> str:
    """How a text document is encoded.

    In this order: its byte order mark, zeros in every second byte (UTF-16), UTF-8 where all of it is valid, what the
    server declares, and cp1252.

    Parameters
    ----------
    document : Document
        Plain or gzip; read to its end where only the whole of it can tell.

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
    return "utf-8" if _is_utf8(head, file) else _declared(document.charset)


def lines_of(document: Document) -> Iterator[tuple[int, str]]:
    """Lines of a text document with their line ends, decoded by `encoding_of`.

    Parameters
    ----------
    document : Document
        Plain or gzip; read from its beginning.

    Yields
    ------
    int, str
        Number from 1, and the line. A line of more than a million characters comes in pieces of one number.

    Examples
    --------
    >>> list(lines_of(Document(io.BytesIO(b"one\\ntwo"))))
    [(1, 'one\\n'), (2, 'two')]
    """
    encoding = encoding_of(document)
    raw = io.BufferedReader(LimitedFile(document))
    text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
    number = 1
    while line := text.readline(_LONGEST_LINE):
        yield number, line
        number += line.endswith(("\n", "\r"))


def _is_utf8(head: bytes, rest: LimitedFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    part = head
    try:
        while part:
            decoder.decode(part)
            part = rest.read(1 << 20) or b""
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _declared(charset: str) -> str:
    """The server's word, where it names a text codec other than those that the bytes have ruled out."""
    try:
        name = codecs.lookup(charset).name if charset else _WESTERN
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return _WESTERN
    return _WESTERN if name in ("utf-8", "ascii", "iso8859-1") else name
