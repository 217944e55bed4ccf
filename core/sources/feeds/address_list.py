"""Lists of picture addresses: a text file, an address of one, or pasted text. Also: lines of any text document."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from core.errors import InputError, Misuse
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.fetching.fetch import DOCUMENT_BYTES, Document
from core.sources.fetching.guard import check_url
from core.sources.fetching.http_errors import failed
from core.sources.shop.markup import Capped
from core.sources.shop.picture_address import shown_name

_LONGEST_LINE = 1_000_000
_PATIENCE = 20  # lines that are no addresses, after which this is no list


def encoding_of(document: Document) -> str:
    """How a text document is encoded: by its byte order mark, its zeros, UTF-8 if all of it is, the server.

    Without any of these it is cp1252, which Western spreadsheets write.
    """
    file = Capped(document.file, DOCUMENT_BYTES, document.name)
    head = file.read(4096) or b""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    part = head
    try:
        while part:
            decoder.decode(part)
            part = file.read(1 << 20) or b""
        decoder.decode(b"", True)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        known = codecs.lookup(document.charset).name if document.charset else "cp1252"
        "".encode(known)
        return "cp1252" if known in ("utf-8", "ascii", "iso8859-1") else known
    except (LookupError, ValueError, TypeError):
        return "cp1252"


def lines_of(document: Document, encoding: str = "") -> Iterator[tuple[int, str]]:
    """Lines of a text document, numbered from 1, with their ends; also of a packed one.

    Parameters
    ----------
    document : Document
    encoding : str
        From `encoding_of`, which is asked where this is "".
    """
    encoding = encoding or encoding_of(document)
    raw = io.BufferedReader(Capped(document.file, DOCUMENT_BYTES, document.name))
    text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
    number = 1
    while line := text.readline(_LONGEST_LINE):
        yield number, line
        number += line.endswith(("\n", "\r"))


def pictures_of_lines(document: Document) -> Iterator[Candidate | Failure]:
    """Read addresses, one a line or several with spaces between; blank lines and those that begin with # are nothing.

    Parameters
    ----------
    document : Document
        Text in any encoding.

    Yields
    ------
    Candidate or Failure
        A line that is no address is a failure with its number.

    Raises
    ------
    Misuse
        There is no address at all, or none in the first twenty lines.
    """
    held: list[Failure] | None = []  # until the first address
    for item in _items(document):
        if isinstance(item, Candidate):
            yield from held or ()
            held = None
        if held is None:
            yield item
        elif isinstance(item, Failure):
            held.append(item)
            if len(held) >= _PATIENCE:
                break
    if held is not None:
        raise Misuse(f"{document.name} has no addresses: {held[0].message}" if held else f"{document.name} is empty.",
                     "Write one address a line, such as https://shop.example/shoe.jpg.")


def _items(document: Document) -> Iterator[Candidate | Failure]:
    for number, line in lines_of(document):
        if line.lstrip().startswith("#"):
            continue
        for word in line.split():
            address = word.strip("\"'<>,;\ufeff")
            if not address:
                continue
            try:
                check_url(address)
            except InputError as error:
                yield failed(f"{document.name} line {number}: {shown_name(address)[:80]}", type(error)(
                    f"Line {number}: {error.message}", error.hint))
                break
            yield Candidate(shown_name(address), address, origin=f"line {number}")
