"""Long XML documents, element by element: flat in memory, no entities, and a broken part costs only itself."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from lxml import etree

from core.sources.documents.document import DOCUMENT_BYTES, Document, LimitedFile, head_of
from core.sources.documents.text_lines import encoding_of, text_file
from core.sources.documents.xml_repair import RepairedXml, entities_refused

Element: TypeAlias = Any  # of lxml, which has no annotations
_DECLARED = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_NAMESPACES = range(etree.ErrorTypes.NS_ERR_XML_NAMESPACE, etree.ErrorTypes.NS_ERR_COLON + 1)
_PART = 65536


class XmlError(NamedTuple):
    """Where a document breaks the rules of XML, and how."""

    line: int
    message: str


class _Trimmed:
    """A document without the blank lines before its first mark."""

    def __init__(self, file: LimitedFile) -> None:
        self._file, self._start = file, (file.read(_PART) or b"").lstrip(b" \t\r\n")

    def read(self, size: int = _PART) -> bytes:
        start, self._start = self._start, b""
        return start or self._file.read(size) or b""


def stream_elements(document: Document, names: tuple[str, ...], *,
                    max_bytes: int = DOCUMENT_BYTES) -> Iterator[Element | XmlError]:
    """The elements of some names, in any namespace, each whole; it is emptied soon after the next is asked for.

    A document that breaks the rules is repaired and read on from there, so that what can be read is read: a broken
    byte, control character or tag costs one field.

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
    encoding = _encoding(document)
    try:
        for element in _parse(_Trimmed(LimitedFile(document, max_bytes)), names, document.name, encoding=encoding):
            count += 1
            yield element
        return
    except etree.XMLSyntaxError as error:
        yield XmlError(int(error.lineno or 0), _reason(error))
    text = text_file(document, encoding_of(document, declared_encoding(document)), max_bytes)
    elements = _parse(RepairedXml(text, names, document.name), names, document.name, recover=True, encoding="utf-8")
    try:
        yield from (element for number, element in enumerate(elements)
                    if number >= count and (len(element) or element.text or element.attrib))
    except etree.XMLSyntaxError:
        return  # nothing in it is an element


def declared_encoding(document: Document) -> str:
    """The encoding that an XML document names in its first line; "" for none."""
    match = _DECLARED.match(head_of(document, 200))
    return match[1].decode("ascii") if match else ""


def _encoding(document: Document) -> str | None:
    """The encoding where the document declares a wrong one: UTF-8 calls itself UTF-16, or one of single bytes."""
    declared = declared_encoding(document).lower()
    if not declared or declared in ("utf-8", "utf8", "us-ascii"):
        return None
    return "utf-8" if encoding_of(document, declared).startswith("utf-8") else None


def _parse(file: _Trimmed | RepairedXml, names: tuple[str, ...], name: str,
           **options: Any) -> Iterator[Element]:
    level = depth = 0  # of elements, and of elements of these names
    recent: deque[Element] = deque()
    parser = etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False,
                             load_dtd=False, remove_comments=True, remove_pis=True, **options)
    try:
        for event, element in parser:
            if not level:
                _refuse_entities(element, name)
            level += 1 if event == "start" else -1
            if local_name(element) not in names:
                if event == "end" and not depth:
                    _release(element)
                continue
            depth += 1 if event == "start" else -1
            if event == "end" and not depth:
                recent.append(element)
                while len(recent) > 2:  # the reader may hold one back
                    _release(recent.popleft())
                yield element
    except etree.XMLSyntaxError as error:
        if level or error.code not in _NAMESPACES:  # a prefix that is not declared is harmless
            raise


def _refuse_entities(root: Element, name: str) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise entities_refused(name)


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
    text = "".join(element.itertext())
    if "&" in text:  # an entity that the document does not declare is a part of its own
        text = "".join(html.unescape(part) if part[:1] == "&" and part[-1:] == ";" else part
                       for part in element.itertext())
    return " ".join(text.split())


def _reason(error: etree.XMLSyntaxError) -> str:
    return re.sub(r", line \d+, column \d+.*$", "", str(error.msg)).strip().rstrip(".")[:200]
