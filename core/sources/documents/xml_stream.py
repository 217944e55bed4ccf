"""Long XML documents, element by element: flat in memory, no entities, and a broken part costs only itself."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from lxml import etree

from core.errors import Refused
from core.sources.documents.document import DOCUMENT_BYTES, Document, LimitedFile, head_of

Element: TypeAlias = Any  # of lxml, which has no annotations
_ENCODINGS = frozenset((etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING,
                        etree.ErrorTypes.ERR_UNKNOWN_ENCODING, etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
                        etree.ErrorTypes.I18N_CONV_FAILED))
_NAMESPACES = range(etree.ErrorTypes.NS_ERR_XML_NAMESPACE, etree.ErrorTypes.NS_ERR_COLON + 1)  # harmless here
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)")
_CDATA, _CDATA_END, _LONGEST = b"<![CDATA[", b"]]>", 40
_UTF16 = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']utf-?16", re.IGNORECASE)
_PART = 65536


class XmlError(NamedTuple):
    """Where a document breaks the rules of XML, and how."""

    line: int
    message: str


class _EscapedAmpersands:
    """A document whose bare ampersands are written as XML wants them, outside CDATA."""

    def __init__(self, file: LimitedFile) -> None:
        self._file, self._rest, self._in_cdata = file, b"", False

    def read(self, size: int = _PART) -> bytes:
        while True:
            data = self._file.read(_PART) or b""
            text, self._rest = self._rest + data, b""
            if data:  # a mark or an entity may be cut in two
                text, self._rest = text[:-_LONGEST], text[-_LONGEST:]
            escaped = text if b"\0" in text else b"".join(self._parts(text))  # UTF-16 stays as it is
            if escaped or not data:
                return escaped

    def _parts(self, text: bytes) -> Iterator[bytes]:
        while text:
            part, mark, text = text.partition(_CDATA_END if self._in_cdata else _CDATA)
            yield part + mark if self._in_cdata else _BARE_AMPERSAND.sub(b"&amp;", part) + mark
            self._in_cdata = self._in_cdata != bool(mark)


def stream_elements(document: Document, names: tuple[str, ...], *,
                    max_bytes: int = DOCUMENT_BYTES) -> Iterator[Element | XmlError]:
    """The elements of some names, in any namespace, each whole; it is emptied soon after the next is asked for.

    A document that breaks the rules is read once more from there by a forgiving parser, so that what can be read is
    read; bytes outside the declared encoding are taken for cp1252.

    Parameters
    ----------
    document : Document
        XML, plain or gzip.
    names : tuple of str
        Local names; elements inside an element of these names are not given again.
    max_bytes : int
        Of the unpacked document.

    Yields
    ------
    Element or XmlError

    Raises
    ------
    Refused
        The document declares entities of its own.
    TooLarge
        More bytes than allowed.

    Examples
    --------
    >>> import io
    >>> rows = Document(io.BytesIO(b"<rss><item>one</item><item>two</item></rss>"))
    >>> [text_of(element) for element in stream_elements(rows, ("item",))]
    ['one', 'two']
    """
    count = 0
    head = head_of(document, 200)
    encoding = "utf-8" if b"\0" not in head and _UTF16.match(head) else None  # a wrong declaration
    try:
        for element in _parse(LimitedFile(document, max_bytes), names, document.name, encoding=encoding):
            count += 1
            yield element
        return
    except etree.XMLSyntaxError as error:
        if error.code in _NAMESPACES:
            return
        yield XmlError(int(error.lineno or 0), _reason(error))
        encoding = "cp1252" if error.code in _ENCODINGS or "encod" in str(error).lower() else None
    forgiving = _parse(_EscapedAmpersands(LimitedFile(document, max_bytes)), names, document.name, recover=True,
                       encoding=encoding)
    yield from _after(count, forgiving, document)


def _after(count: int, elements: Iterator[Element], document: Document) -> Iterator[Element]:
    """The elements after the first `count`, without a last one that the document's end cut."""
    last: Element | None = None
    try:
        for number, element in enumerate(elements):
            if number >= count:
                if last is not None:
                    yield last
                last = element
    except etree.XMLSyntaxError:
        pass
    if last is not None and not _is_cut_off(document):
        yield last


def _parse(file: LimitedFile | _EscapedAmpersands, names: tuple[str, ...], name: str,
           **options: Any) -> Iterator[Element]:
    depth = 0
    is_first = True
    recent: deque[Element] = deque()
    for event, element in etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True,
                                          huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
                                          **options):
        if is_first:
            is_first = False
            _refuse_entities(element, name)
        if local_name(element) not in names:
            if event == "end" and not depth:
                _release(element)
            continue
        depth += 1 if event == "start" else -1
        if event == "end" and (not depth or options.get("recover")):  # an unclosed element would swallow all the others
            recent.append(element)
            while len(recent) > 2:  # the reader may hold one back
                _release(recent.popleft())
            yield element


def _refuse_entities(root: Element, name: str) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise Refused(f"{name} declares its own XML entities, which sitemaps and feeds never need.",
                      "This may be an attack. Check where the file comes from.")


def _release(element: Element) -> None:
    """Empty an element and drop its elder siblings: the tree would grow with the document."""
    parent = element.getparent()
    if parent is None:
        return
    element.clear()
    while element.getprevious() is not None:
        del parent[0]


def local_name(element: Element) -> str:
    """Name without namespace or prefix, in lower case; "" for comments and the like.

    Examples
    --------
    >>> local_name(etree.fromstring('<g:Image_Link xmlns:g="http://base.google.com/ns/1.0"/>'))
    'image_link'
    """
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """All text of an element, with the white space of layout folded.

    Examples
    --------
    >>> text_of(etree.fromstring("<title> Red <b>leather</b>\\n shoe</title>"))
    'Red leather shoe'
    """
    return " ".join("".join(element.itertext(tag="*")).split())


def _is_cut_off(document: Document) -> bool:
    """Whether a document ends in the middle: what the parser closed at its end may lack its end."""
    file, tail = LimitedFile(document, 1 << 40), b""
    while data := file.read(_PART):
        tail = (tail + data)[-64:]
    return not tail.replace(b"\0", b"").rstrip().endswith(b">")


def _reason(error: etree.XMLSyntaxError) -> str:
    return re.sub(r", line \d+, column \d+.*$", "", str(error.msg)).strip().rstrip(".")[:200]
