"""Pictures of product feeds: Google Merchant XML [1]_ (RSS, Atom), and tables with any columns (TSV, CSV, Shopify's).

.. [1] https://support.google.com/merchants/answer/7052112
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from core.errors import InputError, Misuse, NotFound
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document, head_of
from core.sources.documents.text_lines import lines_of
from core.sources.documents.xml_stream import Element, XmlError, local_name, stream_elements, text_of
from core.sources.feeds.columns import addresses_in, check_fields, columns_of, normal_name, product_of
from core.sources.fetching.fetch import is_url
from core.sources.fetching.guard import check_url
from core.sources.numerals.notation import Notation, notation_of
from core.sources.shop.picture_address import absolute_url, display_name

_ITEMS = ("item", "entry", "product", "offer")
_PATIENCE = 20  # rows without a picture at the start, after which the feed as a whole is taken for one without
_SAMPLE = 200  # rows whose prices tell how the feed writes numbers
_CARRIED = ("sku", "title", "category", "price", "currency", "true_label", "gtin", "page")  # Shopify: in first rows


@dataclass
class _Row:
    """One product as the feed writes it.

    Attributes
    ----------
    number, line : int
        Of the product among all, and of the file's line where it begins; both from 1.
    values : dict of str to list of str
        Field -> values of its columns, the best first.
    names : list of str
        All columns, for messages; filled where each row has its own (XML).
    error : str
        Why the row cannot be read.
    may_lack_picture : bool
        Rows of variants in Shopify's export.
    """

    number: int
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    error: str = ""
    may_lack_picture: bool = False


def read_feed(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """List the pictures of a product feed, each with its product; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        XML or a table, plain or gzip, in any encoding. Pictures of a feed on this machine may be files in its folder.
    access : Access
        `columns` maps fields of `core.sources.feeds.columns.FIELDS` to columns that cannot be guessed.

    Yields
    ------
    Candidate or Failure
        A row that is broken or has no picture is a failure with its line; the rest goes on.

    Raises
    ------
    Misuse
        The feed has no column of pictures; the message lists its columns.
    """
    start = head_of(document, 200)
    is_xml = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    rows, notation = _with_notation(_xml_rows(document, access.columns) if is_xml else
                                    _table_rows(document, access.columns))
    pending: list[Failure] | None = []  # until the first picture
    names: list[str] = []
    for row in rows:
        for item in _pictures(row, document, notation):
            if pending is None or not row.names:
                yield item
                continue
            if isinstance(item, Failure) and item.error == "NotFound":
                pending.append(item)
                names += [name for name in row.names if name not in names]
                if len(pending) >= _PATIENCE and names:
                    raise _no_pictures(document, names)
                continue
            yield from pending
            pending = None
            yield item
    if pending and names:
        raise _no_pictures(document, names)
    yield from pending or ()


def _with_notation(rows: Iterator[_Row]) -> tuple[Iterator[_Row], Notation]:
    """The rows, and how their prices are written, by the first of them."""
    first = list(islice(rows, _SAMPLE))
    prices = dict.fromkeys(price for row in first for price in row.values.get("price", [])[:1])
    return chain(first, rows), notation_of(prices, amounts=True)


def _no_pictures(document: Document, names: list[str]) -> Misuse:
    return Misuse(f"None of the products of {document.name} has the address of a picture; "
                  f"their fields are {', '.join(names[:40])}.",
                  "Name the field with a mapping such as picture=NAME.")


def _pictures(row: _Row, document: Document, notation: Notation) -> Iterator[Candidate | Failure]:
    where = f"{document.name} line {row.line}"
    if row.error:
        yield Failure.of(where, InputError(f"Line {row.line}: {row.error}",
                                           "Correct this row; Merchlens read the others."))
        return
    cells = [addresses_in(text) for text in row.values.get("picture", [])]
    more = [address for text in row.values.get("more", []) for address in addresses_in(text)]
    addresses = [address for cell in cells[:1] for address in cell] + more
    if not addresses:
        if not row.may_lack_picture:
            yield Failure.of(where, NotFound(f"Line {row.line}: the product has no picture address.",
                                             "Add it to the feed; without it marketplaces do not show the product."))
        return
    page = next((absolute_url(document.url, text) for text in row.values.get("page", [])), "")
    product = product_of(row.values, page, notation)
    for position, address in enumerate(dict.fromkeys(addresses)):
        origin = f"feed row {row.number}" + (f", additional {position}" if position else "")
        try:
            if document.path is not None and not is_url(address) and not address.startswith("//"):
                path = _inside(document.path.parent, address)
                yield Candidate(address, path=str(path), origin=origin, product=product)
                continue
            url = absolute_url(document.url, address)
            check_url(url)
            yield Candidate(display_name(url), url, origin=origin, product=product)
        except InputError as error:
            yield Failure.of(f"{where}: {address[:80]}", type(error)(f"Line {row.line}: {error.message}", error.hint))


def _inside(folder: Path, name: str) -> Path:
    try:
        path = (folder / name).resolve()
        exists = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # too long, or with a zero byte
        exists = False
    if not exists:
        raise NotFound(f"the feed's folder contains no file {name[:80]}.",
                       "Write whole addresses, or paths inside the folder of the feed.")
    return path


def _xml_rows(document: Document, mapping: dict[str, str]) -> Iterator[_Row]:
    number = 0
    check_fields(mapping)
    for element in stream_elements(document, _ITEMS):
        if isinstance(element, XmlError):
            yield _Row(number, element.line, error=f"the feed breaks the rules of XML: {element.message}.")
            continue
        number += 1
        pairs = [(name, text) for child in element for name, text in _field(child) if text]
        names = list(dict.fromkeys(name for name, _ in pairs))
        yield _Row(number, element.sourceline or 0, _xml_values(pairs, names, mapping), names)
    if not number:
        raise Misuse(f"{document.name} is XML, but not a product feed: it has no item, entry, product or offer.",
                     "Use Google's product feed in RSS or Atom, or a table (CSV, TSV).")


def _xml_values(pairs: list[tuple[str, str]], names: list[str], mapping: dict[str, str]) -> dict[str, list[str]]:
    """Field -> values of one product; a mapping may name fields that this product lacks."""
    present = {key: name for key, name in mapping.items() if normal_name(name) in map(normal_name, names)}
    try:
        columns = {key: indices if key in present or key not in mapping else []
                   for key, indices in columns_of(names, present).items()}
    except Misuse:
        columns = {}
    values = {key: [text for index in indices for name, text in pairs if name == names[index]]
              for key, indices in columns.items()}
    if "picture" in mapping and "picture" not in present:
        values["more"] = []
    values["more"] = [*values.get("more", []), *values.get("picture", [])[1:]]
    values["picture"] = values.get("picture", [])[:1]
    return values


def _field(child: Element) -> Iterator[tuple[str, str]]:
    """Name and text of a field; links and media have their address in an attribute."""
    name = local_name(child)
    if name == "link" and child.get("rel", "alternate") == "alternate" and child.get("href"):
        yield name, child.get("href")
    elif name in ("content", "enclosure", "thumbnail") and child.get("url"):
        if child.get("type", "image/").startswith("image/") and child.get("medium", "image") == "image":
            yield name, child.get("url")
    elif name == "group":  # of media:content
        for inner in child:
            yield from _field(inner)
    elif name != "link" or not child.get("href"):
        yield name, text_of(child) if name != "content" else ""


def _table_rows(document: Document, mapping: dict[str, str]) -> Iterator[_Row]:
    lines = (line for _, line in lines_of(document))
    skipped, header = 0, ""
    for header in lines:
        if header.strip() and not header.lower().startswith("sep="):
            break
        skipped += 1
    if not header.strip():
        raise Misuse(f"{document.name} is empty.", "Give a table with a header, or a feed in XML.")
    delimiter = _delimiter(header)
    reader = csv.reader(_with_first(header, lines), delimiter=delimiter)
    names = next(reader)
    columns = columns_of(names, mapping)
    handle = next((index for index, name in enumerate(names) if normal_name(name) == "handle"), -1)
    is_shopify = handle >= 0 and "image_src" in map(normal_name, names)
    number, last, carried = 0, "", dict[str, list[str]]()
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield _Row(number, line, error=f"the rows to line {skipped + reader.line_num} cannot be read ({error}); "
                                           "a quotation mark may not be closed.")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        row = _fill(cells, columns, _Row(number, line), names)
        if is_shopify and not row.error:
            row.may_lack_picture = True  # rows of variants
            if cells[handle] == last:
                row.values = {**row.values, **{key: carried[key] for key in _CARRIED
                                               if len(carried.get(key, ())) > len(row.values.get(key, ()))}}
            last, carried = cells[handle], row.values
        yield row


def _fill(cells: list[str], columns: dict[str, list[int]], row: _Row, names: Sequence[str]) -> _Row:
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(names) or (len(cells) < len(names) and len(cells) <= min(columns["picture"])):
        row.error = f"the row has {len(cells)} values, the header has {len(names)} columns."
        return row
    row.values = {key: [cells[index] for index in indices if index < len(cells) and cells[index].strip()]
                  for key, indices in columns.items()}
    return row


def _delimiter(header: str) -> str:
    bare = "".join(header.split('"')[::2])  # outside of quotation marks
    return max("\t,;|", key=lambda sign: (bare.count(sign), sign == ","))


def _with_first(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
