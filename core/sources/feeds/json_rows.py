"""Products of feeds in JSON: those of Shopify, WooCommerce and Google, and any list or lines of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from core.errors import Misuse
from core.sources.documents.document import Document
from core.sources.documents.text_lines import encoding_of, text_file
from core.sources.feeds.record import Record

_PART = 262_144
_LONGEST = 5_000_000  # letters of one product
_DEEPEST, _MOST_FIELDS = 9, 2000
_LISTS = ("products", "items", "entries", "resources", "offers", "data", "results", "nodes", "edges", "@graph", "rows",
          "records", "catalog", "list")
_LIST = re.compile(r'(?:"(?P<key>[^"\\]{1,60})"\s*:\s*)?\[\s*(?=\{)')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(strict=False)


def json_records(document: Document, mapping: dict[str, str]) -> Iterator[Record]:
    """The objects of a feed's list of products, one after the other, or the objects of a file with one on each line.

    Parameters
    ----------
    document : Document
        Plain or gzip, in any encoding.
    mapping : dict of str to str
        Not needed: every field has its name.

    Yields
    ------
    Record
        Names of nested fields are paths; where the document breaks off or is no JSON, a record with an error.

    Raises
    ------
    Misuse
        There is no object in it.
    """
    file = text_file(document, encoding_of(document))
    text = file.read(_PART).lstrip("\ufeff \t\r\n")
    position, is_more, number, is_broken = _start(text), True, 0, False
    while True:
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
        if position < len(text) and text[position] != "{":
            break
        try:
            if position == len(text):
                raise ValueError("the document ends")
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            data = file.read(_PART) if is_more and len(text) - position < _LONGEST else ""
            is_more, text, position = bool(data), text[position:] + data, 0
            if data:
                continue
            is_broken = bool(text.strip(" \t\r\n,"))
            if is_broken:
                yield Record(number + 1, 0, error=f"the JSON breaks off or is damaged ({_reason(error)}); what follows "
                                                  "was not read.")
            break
        pairs = list(_pairs(value, "", 0))[:_MOST_FIELDS]
        if not pairs:
            continue
        number += 1
        yield Record(number, 0, tuple(name for name, _ in pairs), [cell for _, cell in pairs])
    if not number and not is_broken:
        raise Misuse(f"{document.name} is JSON without a list of products.",
                     'Give a list of objects, or an object with such a list, as {"products": [...]}.')


def _start(text: str) -> int:
    """Where the first product begins: in the list that is called after products, or in the first list of objects."""
    lists = list(_LIST.finditer(text))
    usual = next((match for name in _LISTS for match in lists if (match["key"] or "").lower() == name), None)
    if usual is not None:
        return usual.end()
    first = lists[0] if lists else None
    if first is not None and (text.startswith("[") or not re.search("imag|variant|media|photo", first["key"] or "")):
        return first.end()
    inner = re.match(r'\{\s*"(?:product|item|data)"\s*:\s*(?=\{)', text)  # one product
    return inner.end() if inner else 0


def _pairs(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Paths and texts of an object's fields; the members of a list share their path."""
    if depth > _DEEPEST or value is None or value == "":
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _pairs(inner, _joined(path, key), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner, path, depth + 1)
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _joined(path: str, key: str) -> str:
    """The path of a field, without the steps of GraphQL that say nothing."""
    if key in ("edges", "node", "nodes") or (key == "product" and not path):
        return path
    return f"{path}/{key}" if path else key


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else re.sub(r":.*", "", str(error))[:80].lower()
