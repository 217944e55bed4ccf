"""Long XML documents, element by element: flat in memory, no entities, and what is broken costs only itself."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, TypeAlias

from lxml import etree

from core.errors import Refused, TooLarge

Element: TypeAlias = Any  # of lxml, which has no annotations
_ENCODINGS = frozenset((etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING,
                        etree.ErrorTypes.ERR_UNKNOWN_ENCODING, etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
                        etree.ErrorTypes.I18N_CONV_FAILED))
_NAMESPACES = range(etree.ErrorTypes.NS_ERR_XML_NAMESPACE, etree.ErrorTypes.NS_ERR_COLON + 1)  # harmless here
_LOOSE = re.compile(rb"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)")
_OPEN, _SHUT, _LONGEST = b"<![CDATA[", b"]]>", 40
_UTF16 = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']utf-?16", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


class Broken(NamedTuple):
    """Where a document breaks the rules of XML, and how."""

    line: int
    message: str


class Capped(io.RawIOBase):
    """A file that is read to `max_bytes` at most, unpacked where it is gzip; a longer one raises TooLarge."""

    def __init__(self, file: IO[bytes], max_bytes: int, name: str) -> None:
        file.seek(0)
        is_packed = file.read(2) == _GZIP
        file.seek(0)
        self._file: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=file, mode="rb") if is_packed else file
        self._left = max_bytes
        self._name = name
        self._max_bytes = max_bytes

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer, unpacked; a packed file that is cut off ends where it breaks."""
        try:
            data = self._file.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            return 0
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(f"{self._name} has more than {self._max_bytes / 1e6:g} MB when it is unpacked.",
                           "Split it, or give its parts one by one.")
        buffer[:len(data)] = data
        return len(data)


class _Mended:
    """A document with its loose ampersands written as XML wants them, outside CDATA."""

    def __init__(self, file: Capped) -> None:
        self._file, self._rest, self._in_cdata = file, b"", False

    def read(self, size: int = 65536) -> bytes:
        while True:
            data = self._file.read(65536) or b""
            text, self._rest = self._rest + data, b""
            if data:  # a mark or an entity may be cut in two
                text, self._rest = text[:-_LONGEST], text[-_LONGEST:]
            mended = text if b"\0" in text else b"".join(self._parts(text))  # UTF-16 stays as it is
            if mended or not data:
                return mended

    def _parts(self, text: bytes) -> Iterator[bytes]:
        while text:
            part, mark, text = text.partition(_SHUT if self._in_cdata else _OPEN)
            yield part + mark if self._in_cdata else _LOOSE.sub(b"&amp;", part) + mark
            self._in_cdata = self._in_cdata != bool(mark)


def elements(file: IO[bytes], names: tuple[str, ...], *, max_bytes: int, name: str) -> Iterator[Element | Broken]:
    """The elements of some names, in any namespace, each whole; it is emptied soon after the next is asked for.

    A document that breaks the rules is read once more from there by a forgiving parser, so that what can be read is
    read; bytes that are not in the encoding it declares are taken for cp1252.

    Parameters
    ----------
    file : binary file
        XML, plain or gzip.
    names : tuple of str
        Local names; elements inside an element of these names are not given again.
    max_bytes : int
        Of the unpacked document.
    name : str
        For errors.

    Yields
    ------
    Element or Broken

    Raises
    ------
    Refused
        The document declares entities of its own.
    TooLarge
        More bytes than allowed.
    """
    given = 0
    head = Capped(file, max_bytes, name).read(200) or b""
    wrong = "utf-8" if b"\0" not in head and _UTF16.match(head) else None  # a declaration that ASCII shows to be wrong
    try:
        for element in _parsed(Capped(file, max_bytes, name), names, name, encoding=wrong):
            given += 1
            yield element
        return
    except etree.XMLSyntaxError as error:
        if error.code in _NAMESPACES:
            return
        yield Broken(int(error.lineno or 0), _words(error))
        encoding = "cp1252" if error.code in _ENCODINGS or "encod" in str(error).lower() else None
    again = _parsed(_Mended(Capped(file, max_bytes, name)), names, name, recover=True, encoding=encoding)
    yield from _after(given, again, file)


def _after(given: int, again: Iterator[Element], file: IO[bytes]) -> Iterator[Element]:
    """The elements after the first `given`, without a last one that the document's end cut."""
    last: Element | None = None
    try:
        for number, element in enumerate(again):
            if number >= given:
                if last is not None:
                    yield last
                last = element
    except etree.XMLSyntaxError:
        pass
    if last is not None and not _was_cut(file):
        yield last


def _parsed(file: Capped | _Mended, names: tuple[str, ...], name: str, **options: Any) -> Iterator[Element]:
    wanted = set(names)
    depth = 0
    first = True
    kept: deque[Element] = deque()
    for event, element in etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True,
                                          huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
                                          **options):
        if first:
            first = False
            declared = element.getroottree().docinfo.internalDTD
            if declared is not None and next(declared.iterentities(), None) is not None:
                raise Refused(f"{name} declares entities of its own, which no sitemap and no feed needs.",
                              "It may be an attack; ask where the file comes from.")
        if local_name(element) not in wanted:
            if event == "end" and not depth:
                _forget(element)
            continue
        depth += 1 if event == "start" else -1
        if event == "end" and (not depth or options.get("recover")):  # an unclosed element would swallow all the others
            kept.append(element)
            while len(kept) > 2:  # the reader may hold one back
                _forget(kept.popleft())
            yield element


def _forget(element: Element) -> None:
    """Empty an element and drop its elder siblings: the tree would grow with the document."""
    parent = element.getparent()
    if parent is None:
        return
    element.clear()
    while element.getprevious() is not None:
        del parent[0]


def local_name(element: Element) -> str:
    """Name without namespace or prefix, in lower case; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """All text of an element, with the white space of layout folded."""
    return " ".join("".join(element.itertext(tag="*")).split())


def _was_cut(file: IO[bytes]) -> bool:
    """Whether a document ends in the middle: what the parser closed at its end may lack its end."""
    capped, tail = Capped(file, 1 << 40, ""), b""
    while data := capped.read(65536):
        tail = (tail + data)[-64:]
    return not tail.replace(b"\0", b"").rstrip().endswith(b">")


def _words(error: etree.XMLSyntaxError) -> str:
    return re.sub(r", line \d+, column \d+.*$", "", str(error.msg)).strip().rstrip(".")[:200]
