"""Product lists in Excel workbooks."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from core.errors import InputError, Misuse
from core.sources.documents.document import Document
from core.sources.feeds.record import Record
from core.sources.feeds.workbook_rows import workbook_records

HEAD = ["sku", "title", "image_link", "gtin"]
URL = "https://cdn.example/1.jpg"


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if member in name else content)
    return file.getvalue()


def records(data: bytes) -> list[Record]:
    return list(workbook_records(Document(io.BytesIO(data), name="list.xlsx"), {}))


def test_rows_of_the_sheet_whose_header_says_most() -> None:
    data = workbook([["Notes"], ["see the next sheet"]],
                    [["Products"], [], HEAD, ["S-1", "Red shoe", URL, 4006381333931], [], ["S-2", None, "b.jpg", 1.5]])
    header, first, second = records(data)
    assert header.names == tuple(HEAD)
    assert (first.line, first.cells) == (4, ["S-1", "Red shoe", URL, "4006381333931"])
    assert (second.line, second.cells) == (6, ["S-2", "", "b.jpg", "1.5"])


@pytest.mark.parametrize(("member", "old", "new"), [
    ("sheet1", b'ref="A1:D2"', b'ref="A1"'), ("sheet1", b'ref="A1:D2"', b'ref="A1:XFD1048576"'),
    ("", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("sheet1", b' r="A1"', b""),
])
def test_wrong_sizes_and_strict_workbooks_are_read(member: str, old: bytes, new: bytes) -> None:
    data = changed(workbook([HEAD, ["S-1", "Red shoe", URL, None]]), member, old, new)
    assert [record.cells[:3] for record in records(data)[1:]] == [["S-1", "Red shoe", URL]]


def test_formulas_that_show_a_picture_hold_its_address() -> None:
    data = workbook([HEAD, ["S-1", "x", f'=IMAGE("{URL}")', None]])
    assert records(data)[1].cells[2] == URL


def test_what_is_no_workbook_says_so() -> None:
    with pytest.raises(InputError, match="damaged or encrypted"):
        records(b"PK\x03\x04 xl/workbook.xml")
    with pytest.raises(Misuse, match="without rows"):
        records(workbook([]))
