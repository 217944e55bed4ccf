"""Rows of product lists in Excel workbooks (XLSX, also Strict Open XML), read as a stream without Excel's sizes.

The parts and their elements are those of ECMA-376, part 1, sections 12.3 and 18.3.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from posixpath import join, normpath

from core.errors import InputError, Misuse
from core.sources.documents.document import DOCUMENT_BYTES, Document
from core.sources.documents.xml_stream import Element, XmlError, local_name, stream_elements
from core.sources.feeds.header import HEAD, find_header, headerless
from core.sources.feeds.record import Record

MOST_COLUMNS = 2000
_TEXTS_BYTES = 100_000_000  # of all texts together; they stay in memory
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]*")
_ADDRESS = re.compile(r'"((?:https?:)?//[^"]+)"')  # in =IMAGE("...") and =HYPERLINK("...")
_WORKBOOK = "xl/workbook.xml"


def workbook_records(document: Document, mapping: dict[str, str]) -> Iterator[Record]:
    """The rows of the sheet whose header says most.

    Parameters
    ----------
    document : Document
        XLSX.
    mapping : dict of str to str
        Helps to find the header.

    Yields
    ------
    Record
        First of all one without cells, whose names are the header; blank rows are left out.

    Raises
    ------
    Misuse
        No sheet has rows.
    InputError
        The workbook is damaged.
    TooLarge
        More bytes than allowed.
    """
    document.file.seek(0)
    try:
        with zipfile.ZipFile(document.file) as archive:
            yield from _records(archive, document.name, mapping)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, OSError, ValueError, RuntimeError):
        raise InputError(f"{document.name} is a workbook that is damaged or encrypted.",
                         "Open it in Excel and save it again, or save its sheet as CSV.") from None


def _records(archive: zipfile.ZipFile, name: str, mapping: dict[str, str]) -> Iterator[Record]:
    texts = _texts(archive, name)
    best: tuple[int, str, tuple[str, ...], int] | None = None
    for sheet in _sheets(archive, name):
        head = list(islice(_rows(archive, sheet, texts), HEAD))
        at, score = find_header([cells for _, cells in head], mapping)
        if head and (best is None or score > best[0]):
            names = tuple(head[at][1]) if at >= 0 else headerless(max(len(cells) for _, cells in head))
            best = score, sheet, names, head[at][0] if at >= 0 else 0
    if best is None:
        raise Misuse(f"{name} is a workbook without rows.", "Put the names of the columns into the first row.")
    _, sheet, names, header = best
    yield Record(0, 0, names)
    number = 0
    for line, cells in _rows(archive, sheet, texts):
        if line > header:
            number += 1
            yield Record(number, line, names, cells[:len(names)])


def _elements(archive: zipfile.ZipFile, member: str, names: tuple[str, ...],
              max_bytes: int = DOCUMENT_BYTES) -> Iterator[Element]:
    with archive.open(member) as file:
        for element in stream_elements(Document(file, name=member), names, max_bytes=max_bytes):
            if not isinstance(element, XmlError):
                yield element


def _sheets(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The members that hold the visible sheets, in their order."""
    folder, _, file = _WORKBOOK.rpartition("/")
    targets = {element.get("Id"): normpath(join("/" + folder, element.get("Target", ""))).lstrip("/")
               for element in _elements(archive, f"{folder}/_rels/{file}.rels", ("relationship",))}
    sheets = []
    for element in _elements(archive, _WORKBOOK, ("sheet",)):
        target = next((targets.get(value, "") for key, value in element.attrib.items() if key.endswith("}id")), "")
        if element.get("state", "visible") == "visible" and target in archive.NameToInfo:
            sheets.append(target)
    return sheets


def _texts(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The texts that cells share."""
    member = next((name for name in archive.NameToInfo if name.lower() == "xl/sharedstrings.xml"), "")
    return [_text(element) for element in _elements(archive, member, ("si",), _TEXTS_BYTES)] if member else []


def _text(element: Element) -> str:
    """Text of its runs, without the reading aids of Japanese."""
    return "".join(inner.text or "" for inner in element.iter()
                   if local_name(inner) == "t" and local_name(inner.getparent()) != "rph")


def _rows(archive: zipfile.ZipFile, sheet: str, texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row that holds something."""
    number = 0
    for row in _elements(archive, sheet, ("row",)):
        written = row.get("r", "")
        number = int(written) if written.isdigit() else number + 1
        cells: list[str] = []
        for cell in row:
            if local_name(cell) != "c":
                continue
            match = _REFERENCE.match(cell.get("r", ""))
            column = _column(match[1]) if match else len(cells)
            if len(cells) <= column < MOST_COLUMNS:
                cells += [""] * (column - len(cells))
                cells.append(_value(cell, texts))
        if any(cell.strip() for cell in cells):
            yield number, cells


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _value(cell: Element, texts: list[str]) -> str:
    """What a cell shows, numbers without an exponent; the address in a formula that shows a picture or a link."""
    kind = cell.get("t", "n")
    parts = {local_name(part): part for part in cell}
    formula = _ADDRESS.search(parts["f"].text or "") if "f" in parts else None
    if formula is not None:
        return formula[1]
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    text = (parts["v"].text or "") if "v" in parts else ""
    if kind == "s":
        return texts[int(text)] if text.isdigit() and int(text) < len(texts) else ""
    if kind == "e":
        return ""
    return _number(text) if kind == "n" else text


def _number(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
