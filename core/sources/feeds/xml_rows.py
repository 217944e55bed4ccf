"""Products of feeds in XML: each element that repeats is one, and what is nested in it becomes columns by its path."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from core.errors import Misuse
from core.sources.documents.document import Document, head_of
from core.sources.documents.text_lines import encoding_of
from core.sources.documents.xml_repair import RepairedXml
from core.sources.documents.xml_stream import Element, XmlError, local_name, stream_elements, text_of
from core.sources.feeds.cells import is_picture
from core.sources.feeds.record import Record

_PRODUCTS = ("item", "entry", "product", "offer", "shopitem")
_HEAD = 300_000
_DEEPEST = 5
_ADDRESSES = ("url", "href", "src", "link", "value", "{http://www.w3.org/1999/xlink}href")  # what an element may hold
_WITH_FIELDS = re.compile(rf"<(?:\w+:)?(?:{'|'.join(_PRODUCTS)})\b[^>]*>\s*<", re.IGNORECASE)

_CATEGORY, _CATEGORY_ID = "category", "categoryid"
_LISTED = re.compile(rb"<category\s[^>]*\bid\s*=[^>]*>[^<]+</category>", re.IGNORECASE)  # YML's, above its offers


def xml_records(document: Document, mapping: dict[str, str]) -> Iterator[Record]:
    """The products of a feed in XML, whatever they are called.

    Parameters
    ----------
    document : Document
        Plain or gzip, in any encoding; broken parts cost themselves.
    mapping : dict of str to str
        Not needed: every field has its name.

    Yields
    ------
    Record
        A place where the feed breaks the rules of XML is one with an error.

    Raises
    ------
    Misuse
        No element repeats.
    Refused, TooLarge
        As `core.sources.documents.xml_stream.stream_elements`.
    """
    number = 0
    categories: dict[str, tuple[str, str]] = {}
    names = _product_names(document)
    names += (_CATEGORY,) if _LISTED.search(head_of(document, _HEAD)) else ()
    for element in stream_elements(document, names):
        if isinstance(element, XmlError):
            yield Record(number, element.line, error=f"the feed breaks the rules of XML: {element.message}.")
            continue
        if local_name(element) == _CATEGORY:
            categories[element.get("id", "")] = text_of(element), element.get("parentId", "")
            continue
        number += 1
        pairs = _with_category(_pairs(element), categories)
        yield Record(number, element.sourceline or 0, tuple(name for name, _ in pairs), [text for _, text in pairs])
    if not number:
        raise Misuse(f"{document.name} is XML, but not a product feed: it has no item, entry, product or offer, and no "
                     "other element with fields repeats.",
                     "Use Google's product feed in RSS or Atom, or a table (CSV, TSV, XLSX).")


def _with_category(pairs: list[tuple[str, str]], categories: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Fields with the path of the category of which they have the number."""
    number = next((text for name, text in pairs if name == _CATEGORY_ID), "")
    path: list[str] = []
    while number in categories and len(path) < _DEEPEST:
        name, number = categories[number]
        path.insert(0, name)
    return [*pairs, (_CATEGORY, " > ".join(path))] if path else pairs


def _product_names(document: Document) -> tuple[str, ...]:
    """Names of the elements that are products: the usual ones, or the outermost one that repeats and has fields."""
    head = head_of(document, _HEAD)
    text = head.decode(encoding_of(document), "replace")
    if _WITH_FIELDS.search(text):
        return _PRODUCTS
    data = RepairedXml(io.StringIO(text), (), document.name).read()
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    counts: Counter[tuple[int, str]] = Counter()
    pictured: dict[tuple[int, str], int] = {}  # with the number of their fields
    for depth, element in _with_depth(root):
        if len(element) > 1 or len(element.attrib) > 1:
            place = depth, local_name(element)
            counts[place] += 1
            if place not in pictured and _holds_picture(element):
                pictured[place] = len(element) + len(element.attrib)
    repeated = [place for place in pictured if counts[place] > 1]
    if not repeated and pictured:
        repeated = [max(pictured, key=lambda place: (pictured[place], -place[0]))]
    return (min(repeated)[1],) if repeated else _PRODUCTS


def _with_depth(root: Element) -> Iterator[tuple[int, Element]]:
    pending = [(0, root)]
    while pending:
        depth, element = pending.pop()
        yield depth, element
        pending += [(depth + 1, child) for child in element]


def _holds_picture(element: Element) -> bool:
    return any(is_picture(value.strip()) for inner in element.iter()
               for value in (inner.text or "", *inner.attrib.values()))


def _pairs(element: Element) -> list[tuple[str, str]]:
    """Names and texts of a product's fields; Google's own come before others of the same name."""
    pairs = [(name, value) for name, value in element.attrib.items() if ":" not in name and "}" not in name]
    google: set[str] = set()
    for child in element:
        name = local_name(child)
        if name not in google and ("base.google.com" in child.tag or child.tag.startswith("g:")):
            google.add(name)
            at = next((index for index, pair in enumerate(pairs) if pair[0] == name), len(pairs))
            pairs[at:at] = _fields(child, name, 1)
        else:
            pairs += _fields(child, name, 1)
    return [pair for pair in pairs if pair[1]]


def _fields(element: Element, name: str, depth: int) -> list[tuple[str, str]]:
    """Columns of one field: itself, or the fields nested in it, called by their path."""
    if len(element) and depth < _DEEPEST and not (element.text or "").strip():
        return [pair for child in element for pair in _fields(child, f"{name}/{local_name(child)}", depth + 1)]
    text = text_of(element)
    if not element.attrib:
        return [(name, text)]
    kind = element.get("type") or element.get("medium") or "image"
    if name == "link":
        is_page = element.get("rel", "alternate") == "alternate"
        return [(name, text or element.get("href", ""))] if is_page else []
    if not text:
        address = next((element.get(key) for key in _ADDRESSES if element.get(key)), "")
        name = f"media_{name}" if local_name(element) == "content" else name
        return [(name, address)] if "image" in kind or "/" not in kind else []
    label = element.get("name", "")  # <param name="EAN">
    currency = element.get("currency", "")
    return [(label if label and not is_picture(text) else name, text), (f"{name}_currency", currency)]
