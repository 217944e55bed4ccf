"""Pictures of product feeds: tables (CSV, TSV, XLSX), XML and JSON of any shop, each picture with its product.

The fields are those of Google Merchant [1]_ under the names that shops, marketplaces and price comparisons give them.

.. [1] https://support.google.com/merchants/answer/7052112
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from core.errors import InputError, Misuse, NotFound
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.code_pages import letters_of
from core.sources.documents.document import Document, head_of
from core.sources.documents.kind import is_workbook, kind_of
from core.sources.documents.text_lines import encoding_of
from core.sources.documents.xml_stream import declared_encoding
from core.sources.feeds.beside import PicturesBeside
from core.sources.feeds.cells import addresses_in, is_nothing, is_picture
from core.sources.feeds.columns import SAMPLE, ColumnGuess, Columns, check_fields, is_part
from core.sources.feeds.csv_rows import table_records
from core.sources.feeds.json_rows import json_records
from core.sources.feeds.product_row import product_of
from core.sources.feeds.record import Record
from core.sources.feeds.workbook_rows import workbook_records
from core.sources.feeds.xml_rows import xml_records
from core.sources.fetching.fetch import is_url
from core.sources.fetching.guard import check_url
from core.sources.numerals.currencies import doubt
from core.sources.numerals.notation import Notation, notation_of
from core.sources.shop.picture_address import absolute_url, display_name

_CARRIED = ("sku", "title", "category", "price", "currency", "true_label", "gtin", "page", "brand",
            "gender")  # of a part
# Addresses that nothing is wrong with; `check_url` knows the others, and takes half of the time of a long feed.
_PLAIN = re.compile(r"https?://(?:[a-z0-9][a-z0-9-]{0,62}\.){1,9}[a-z]{2,24}/[!-~]{0,2000}")


@dataclass
class _Row:
    """One product, or a part of one, with its values by field; of each field the best first, none of them empty."""

    record: Record
    values: dict[str, list[str]] = field(default_factory=dict)
    may_lack_picture: bool = False


@dataclass(frozen=True)
class FeedPreview:
    """What a feed's columns were taken for.

    Attributes
    ----------
    columns : list of ColumnGuess
        In the order of the feed.
    rows, pictures : int
        Products looked at, at the start of the feed, and the addresses of pictures that they have.
    problem : str
        Why no picture can be read; "" where there are some.
    notes : tuple of str
        What the feed does not tell, and how it is read.
    """

    columns: list[ColumnGuess]
    rows: int
    pictures: int
    problem: str = ""
    notes: tuple[str, ...] = ()


def read_feed(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """List the pictures of a product feed, each with its product; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        A table, XML or JSON, plain or gzip, in any encoding, or XLSX. Pictures of a feed on this machine may be files
        in its folder.
    access : Access
        `columns` maps fields of `core.sources.feeds.names.FIELDS` to columns that cannot be guessed.

    Yields
    ------
    Candidate or Failure
        A row that is broken or has no picture is a failure with its line; the rest goes on.

    Raises
    ------
    Misuse
        The feed has no column of pictures; the message lists its columns.
    """
    records = _records(document, access.columns)
    head = list(islice(records, SAMPLE + 1))
    columns = _columns(head, access.columns)
    beside = PicturesBeside(document.path.parent) if document.path is not None else None
    rows = _rows(chain(head, records), columns)
    first = list(islice(rows, SAMPLE))
    notation = _notation(first)
    for row in chain(first, rows):
        yield from _pictures(row, document, beside, notation)


def preview_feed(document: Document, mapping: dict[str, str]) -> FeedPreview:
    """What the columns of a feed are taken for, by its first rows.

    Parameters
    ----------
    document : Document
        As for `read_feed`.
    mapping : dict of str to str
        Field -> name of its column, as a person corrects it.

    Raises
    ------
    Misuse
        The document is no feed, or `mapping` names an unknown field.
    """
    check_fields(mapping)
    head = list(islice(_records(document, mapping), SAMPLE + 1))
    try:
        columns = _columns(head, mapping)
    except Misuse as error:
        guesses = Columns({}, [(record.names, record.cells) for record in head], is_complete=False).guesses()
        return FeedPreview(guesses, len(head), 0, error.message)
    rows = list(_rows(iter(head), columns))
    count = sum(len(_addresses(row)) for row in rows)
    return FeedPreview(columns.guesses(), len(rows), count, notes=(*_letters(document), *_currencies(rows)))


def _notation(rows: list[_Row]) -> Notation:
    return notation_of(dict.fromkeys(price for row in rows for price in row.values.get("price", [])[:1]), amounts=True)


def _letters(document: Document) -> list[str]:
    if is_workbook(document) or declared_encoding(document):
        return []
    encoding = encoding_of(document)
    letters = letters_of(encoding)
    return [f"The feed is not Unicode; its letters were read as {letters} ({encoding})."] if letters else []


def _currencies(rows: list[_Row]) -> list[str]:
    if any(row.values.get("currency") for row in rows):
        return []
    return [f"{doubt(code)} A column with the currency settles it." for code in _notation(rows).currencies.values()
            if code.endswith("?")]


def _records(document: Document, mapping: dict[str, str]) -> Iterator[Record]:
    """The records of a feed in any format."""
    if is_workbook(document):
        return workbook_records(document, mapping)
    if kind_of(document, fallback="") == "page":
        raise Misuse(f"{document.name} is a web page, not a feed.",
                     "Open its address in a browser: the shop may ask for a login, or the feed may have moved.")
    start = head_of(document, 65536).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] in (b"{", b"["):
        return json_records(document, mapping)
    is_xml = start.startswith(b"<") or b"<?xml" in start or b"<rss" in start
    return xml_records(document, mapping) if is_xml else table_records(document, mapping)


def _columns(head: list[Record], mapping: dict[str, str]) -> Columns:
    header = next((record.names for record in head if not record.number and not record.error), ())
    return Columns(mapping, [(record.names, record.cells) for record in head], header)


def _rows(records: Iterator[Record], columns: Columns) -> Iterator[_Row]:
    """The rows of a feed; a part of a product (a variant, a further picture) has what its product says."""
    whole = _Row(Record(0, 0))
    group = ""
    for record in records:
        if not record.number and not record.error:
            continue
        row = _Row(record)
        if not record.error:
            layout = columns.of(record.names)
            cells = record.cells
            row.values = {key: [cells[index] for index in indices
                                if index < len(cells) and cells[index] and not is_nothing(cells[index])]
                          for key, indices in layout.items()}
            if len(cells) < len(record.names) and len(cells) <= min(layout["picture"]):
                row = _Row(record._replace(error=f"the row has {len(cells)} values, the header has "
                                                 f"{len(record.names)} columns."))
            else:
                group = _join(row, whole, group) if layout["group"] or layout["kind"] or layout["title"] else group
                whole = row if not row.may_lack_picture or row.values["title"] else whole
        yield row


def _join(row: _Row, whole: _Row, group: str) -> str:
    """Give a part of a product what the product says; the row's own group is returned."""
    values = row.values
    own = (values["group"] or [""])[0]
    parents = [text.removeprefix("id:") for text in values["parent"][:1]]
    is_same = bool(own) and own == group
    is_variant = any(map(is_part, values["kind"][:1])) and (not own or is_same)
    is_rest = not values["title"] and not values["picture"] and bool(whole.values)  # Squarespace's variants
    is_again = not values["picture"] and bool(values["sku"]) and values["sku"][:1] == whole.values.get("sku", [])[:1]
    row.may_lack_picture = bool(own) or is_variant or is_rest or is_again  # Magento's rows of a store view
    belongs = not parents or bool(set(parents) & set(whole.values.get("sku", ())))
    if is_same or ((is_variant or is_rest) and belongs):
        row.values = {**values, **{key: whole.values[key] for key in _CARRIED
                                   if len(whole.values.get(key, ())) > len(values[key])}}
    return own


def _addresses(row: _Row) -> list[str]:
    """Addresses of a row's pictures, the first picture first."""
    first = next(filter(None, map(addresses_in, row.values.get("picture", []))), [])
    more = [address for text in row.values.get("more", []) for address in addresses_in(text)]
    return list(dict.fromkeys([*first, *more]))


def _pictures(row: _Row, document: Document, beside: PicturesBeside | None,
              notation: Notation) -> Iterator[Candidate | Failure]:
    record = row.record
    place = f"Line {record.line}" if record.line else f"Product {record.number}"
    where = f"{document.name} {place.lower()}"
    if record.error:
        yield Failure.of(where, InputError(f"{place}: {record.error}",
                                           "Correct this row; Merchlens read the others."))
        return
    addresses = _addresses(row)
    if not addresses:
        if not row.may_lack_picture:
            yield Failure.of(where, NotFound(f"{place}: the product has no picture address.",
                                             "Add it to the feed; without it marketplaces do not show the product."))
        return
    page = next((absolute_url(document.url, text) for text in row.values.get("page", [])), "")
    product = product_of(row.values, page, notation)
    for position, address in enumerate(addresses):
        origin = f"feed row {record.number}" + (f", additional {position}" if position else "")
        try:
            if beside is not None and not is_url(address) and not address.startswith("//"):
                yield Candidate(address, path=str(beside.find(address)), origin=origin, product=product)
                continue
            if not (is_url(address) or "/" in address or "\\" in address or is_picture(address)):
                raise Misuse(f"{address[:80]} is not the address of a picture.", "Write a whole address.")
            url = absolute_url(document.url, address if is_url(address) else address.replace("\\", "/"))
            if _PLAIN.fullmatch(url) is None:
                check_url(url)
            yield Candidate(display_name(url), url, origin=origin, product=product)
        except InputError as error:
            yield Failure.of(f"{where}: {address[:80]}", type(error)(f"{place}: {error.message}", error.hint))
