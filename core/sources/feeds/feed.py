"""Pictures of product feeds: Google Merchant XML (RSS, Atom), and tables with any columns (TSV, CSV, Shopify's)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import InputError, Misuse, NotFound
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.feeds.address_list import encoding_of, lines_of
from core.sources.feeds.columns import addresses_in, check_fields, columns_of, plain, product_of
from core.sources.fetching.fetch import DOCUMENT_BYTES, Document, is_url
from core.sources.fetching.guard import check_url
from core.sources.fetching.http_errors import failed
from core.sources.shop.markup import Broken, Capped, Element, elements, local_name, text_of
from core.sources.shop.picture_address import absolute, shown_name

_ITEMS = ("item", "entry", "product", "offer")
_PATIENCE = 20  # rows without a picture at the start, after which the feed as a whole is taken for one without
_CARRIED = ("sku", "title", "category", "price", "currency", "true_label", "gtin", "page")  # Shopify: in first rows


@dataclass
class _Row:
    """One product as the feed writes it; `line` counts the file's lines, `number` the products."""

    number: int
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    broken: str = ""
    may_lack_picture: bool = False


def pictures_of_feed(document: Document, columns: dict[str, str] | None = None,
                     folder: Path | None = None) -> Iterator[Candidate | Failure]:
    """List the pictures of a product feed, each with its product.

    Parameters
    ----------
    document : Document
        XML or a table, plain or gzip, in any encoding.
    columns : dict of str to str or None
        Field -> name of its column (see `core.sources.feeds.columns.FIELDS`), where it cannot be guessed.
    folder : Path or None
        Of a feed on this machine: pictures may be files in it, by relative paths.

    Yields
    ------
    Candidate or Failure
        A row that is broken or has no picture is a failure with its line; the rest goes on.

    Raises
    ------
    Misuse
        The feed has no column of pictures; the message names those that are there.
    """
    start = Capped(document.file, DOCUMENT_BYTES, document.name).read(200) or b""
    is_xml = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    rows = _of_xml(document, columns or {}) if is_xml else _of_table(document, columns or {})
    held: list[Failure] | None = []  # until the first picture
    names: list[str] = []
    for row in rows:
        for item in _pictures(row, document, folder):
            if held is None or not row.names:
                yield item
                continue
            if isinstance(item, Failure) and item.error == "NotFound":
                held.append(item)
                names += [name for name in row.names if name not in names]
                if len(held) >= _PATIENCE and names:
                    raise _no_pictures(document, names)
                continue
            yield from held
            held = None
            yield item
    if held and names:
        raise _no_pictures(document, names)
    yield from held or ()


def _no_pictures(document: Document, names: list[str]) -> Misuse:
    return Misuse(f"None of the products of {document.name} has the address of a picture; "
                  f"the fields there are {', '.join(names[:40])}.",
                  "Say which field it is with a mapping such as picture=NAME.")


def _pictures(row: _Row, document: Document, folder: Path | None) -> Iterator[Candidate | Failure]:
    where = f"{document.name} line {row.line}"
    if row.broken:
        yield failed(where, InputError(f"Line {row.line}: {row.broken}", "Mend this row; the others were read."))
        return
    cells = [addresses_in(text) for text in row.values.get("picture", [])]
    more = [address for text in row.values.get("more", []) for address in addresses_in(text)]
    addresses = [address for cell in cells[:1] for address in cell] + more
    if not addresses:
        if not row.may_lack_picture:
            yield failed(where, NotFound(f"Line {row.line}: the product has no address of a picture.",
                                         "Add it to the feed; without it the product is not shown."))
        return
    page = next((absolute(document.url, text) for text in row.values.get("page", [])), "")
    product = product_of(row.values, page)
    for position, address in enumerate(dict.fromkeys(addresses)):
        origin = f"feed row {row.number}" + (f", additional {position}" if position else "")
        try:
            if folder is not None and not is_url(address) and not address.startswith("//"):
                path = _inside(folder, address)
                yield Candidate(address, path=str(path), origin=origin, product=product)
                continue
            url = absolute(document.url, address)
            check_url(url)
            yield Candidate(shown_name(url), url, origin=origin, product=product)
        except InputError as error:
            yield failed(f"{where}: {address[:80]}", type(error)(f"Line {row.line}: {error.message}", error.hint))


def _inside(folder: Path, name: str) -> Path:
    try:
        path = (folder / name).resolve()
        is_there = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # too long, or with a zero byte
        is_there = False
    if not is_there:
        raise NotFound(f"there is no file {name[:80]} in the feed's folder.",
                       "Write whole addresses, or paths inside the folder of the feed.")
    return path


def _of_xml(document: Document, wanted: dict[str, str]) -> Iterator[_Row]:
    number = 0
    check_fields(wanted)
    for element in elements(document.file, _ITEMS, max_bytes=DOCUMENT_BYTES, name=document.name):
        if isinstance(element, Broken):
            yield _Row(number, element.line, broken=f"the feed breaks the rules of XML: {element.message}.")
            continue
        number += 1
        pairs = [(name, text) for child in element for name, text in _field(child) if text]
        names = list(dict.fromkeys(name for name, _ in pairs))
        row = _Row(number, element.sourceline or 0, names=names)
        mapped = {key: name for key, name in wanted.items() if plain(name) in map(plain, names)}
        try:
            found = {key: indices if key in mapped or key not in wanted else []
                     for key, indices in columns_of(names, mapped).items()}
        except Misuse:
            found = {}
        row.values = {key: [text for index in indices for name, text in pairs if name == names[index]]
                      for key, indices in found.items()}
        if "picture" in wanted and "picture" not in mapped:
            row.values["more"] = []
        row.values["more"] = [*row.values.get("more", []), *row.values.get("picture", [])[1:]]
        row.values["picture"] = row.values.get("picture", [])[:1]
        yield row
    if not number:
        raise Misuse(f"{document.name} is XML, but no known feed: it has no item, entry, product or offer.",
                     "Use Google's product feed in RSS or Atom, or a table (CSV, TSV).")


def _field(child: Element) -> Iterator[tuple[str, str]]:
    """Name and text of a field; links and media say their address in an attribute."""
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


def _of_table(document: Document, wanted: dict[str, str]) -> Iterator[_Row]:
    encoding = encoding_of(document)
    lines = (line for _, line in lines_of(document, encoding))
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
    found = columns_of(names, wanted)
    handle = next((index for index, name in enumerate(names) if plain(name) == "handle"), -1)
    is_shopify = handle >= 0 and "image_src" in map(plain, names)
    number, last, carried = 0, "", dict[str, list[str]]()
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield _Row(number, line, broken=f"the rows to line {skipped + reader.line_num} cannot be read ({error}); "
                                            "a quotation mark may not be closed.")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        row = _row(cells, found, _Row(number, line), names)
        if is_shopify and not row.broken:
            row.may_lack_picture = True  # rows of variants
            if cells[handle] == last:
                row.values = {**row.values, **{key: carried[key] for key in _CARRIED
                                               if len(carried.get(key, ())) > len(row.values.get(key, ()))}}
            last, carried = cells[handle], row.values
        yield row


def _row(cells: list[str], found: dict[str, list[int]], row: _Row, names: Sequence[str]) -> _Row:
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(names) or (len(cells) < len(names) and len(cells) <= min(found["picture"])):
        row.broken = f"the row has {len(cells)} values, the header has {len(names)} columns."
        return row
    row.values = {key: [cells[index] for index in indices if index < len(cells) and cells[index].strip()]
                  for key, indices in found.items()}
    return row


def _delimiter(header: str) -> str:
    bare = "".join(header.split('"')[::2])  # outside of quotation marks
    return max("\t,;|", key=lambda sign: (bare.count(sign), sign == ","))


def _with_first(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
