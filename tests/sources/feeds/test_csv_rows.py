"""Rows of text tables: what is not a row costs itself."""

from __future__ import annotations

import io

import pytest

from core.errors import Misuse
from core.sources.documents.document import Document
from core.sources.feeds.csv_rows import table_records
from core.sources.feeds.record import Record

URL = "https://cdn.example/{}.jpg"


def records(text: str, **mapping: str) -> list[Record]:
    return list(table_records(Document(io.BytesIO(text.encode()), name="feed.csv"), mapping))


def rows(text: str) -> list[list[str]]:
    items = records(text)[1:]
    assert not any(item.error for item in items), items
    return [item.cells for item in items]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_the_separator_is_the_one_that_gives_names(sign: str) -> None:
    text = f"id{sign}title{sign}image_link\n1{sign}a{sign}{URL.format(1)}\n"
    assert records(text)[0].names == ("id", "title", "image_link") and rows(text) == [["1", "a", URL.format(1)]]
    assert records(f"sep={sign}\n\n{text}")[1].line == 4
    assert records(f"A title, with commas, and; more\n{text}")[0].names == ("id", "title", "image_link")


@pytest.mark.parametrize("title", ['24" shelf', '"Edge" desk', '"The Edge', "shelf 5\"", '"', '""', "it's", "a\\"])
@pytest.mark.parametrize("sign", ["\t", ","])
def test_stray_quotation_marks_lose_no_row(title: str, sign: str) -> None:
    lines = [sign.join((str(number), title if number % 2 else "lamp", URL.format(number), "10")) for number in range(9)]
    got = rows("\n".join([sign.join(("id", "title", "image_link", "price")), *lines]))
    assert [(cells[0], cells[2]) for cells in got] == [(str(number), URL.format(number)) for number in range(9)]


def test_real_quotation_marks_are_kept() -> None:
    text = f'id,title,image_link\n1,"Two\nlines, and ""more""",{URL.format(1)}\n2,b,{URL.format(2)}\n'
    assert rows(text) == [["1", 'Two\nlines, and "more"', URL.format(1)], ["2", "b", URL.format(2)]]


def test_quotation_marks_escaped_by_backslashes() -> None:
    text = f'id,title,image_link,price\n1,"24\\" monitor, black",{URL.format(1)},10\n2,"B\\"\nC",{URL.format(2)},9\n'
    assert rows(text) == [["1", '24" monitor, black', URL.format(1), "10"], ["2", 'B"\nC', URL.format(2), "9"]]


def test_backslashes_of_paths_stay() -> None:
    assert rows('id,image\n1,img\\a.jpg\n2,"img\\b.jpg"\n') == [["1", "img\\a.jpg"], ["2", "img\\b.jpg"]]


def test_a_quotation_mark_that_is_never_closed_costs_its_row() -> None:
    lines = [f"{number},t,{URL.format(number)}" for number in range(3000)]
    lines[10] = f'10,"t,x,y,{URL.format(10)}'
    items = records("\n".join(["id,title,image_link", *lines]))[1:]
    assert [(item.line, "quotation mark" in item.error) for item in items if item.error] == [(12, True)]
    assert len(items) == 3000 and items[-1].cells[0] == "2999"


def test_rows_of_other_widths() -> None:
    text = f"id,title,image_link\n1,a,{URL.format(1)},,\n2,a,b,{URL.format(2)}\n3\n\n4,,{URL.format(4)}\n"
    first, second, third, fourth = records(text)[1:]
    assert first.cells == ["1", "a", URL.format(1)] and "4 values, the header has 3 columns" in second.error
    assert third.cells == ["3"] and (fourth.line, fourth.number) == (6, 4)


def test_lines_that_were_quoted_as_a_whole() -> None:
    text = f'"id,title,image_link"\n"1,""Shoe, red"",{URL.format(1)}"\n"2,b,{URL.format(2)}"\n'
    assert rows(text) == [["1", "Shoe, red", URL.format(1)], ["2", "b", URL.format(2)]]
    assert rows(f'"bild"\n"{URL.format(1)}"\n') == [[URL.format(1)]], "one column is one column"


def test_a_header_that_comes_again_is_no_row() -> None:
    text = f"id,title,image_link\n1,a,{URL.format(1)}\n"
    assert [item.number for item in records(text + text)[1:]] == [1, 2]


def test_a_table_without_a_header() -> None:
    items = records(f"1;Mug;{URL.format(1)}\n2;Cup;{URL.format(2)}\n")
    assert items[0].names == ("column 1", "column 2", "column 3") and len(items) == 3 and items[1].line == 1


@pytest.mark.parametrize("text", ["", "\n \n", "sep=;\n"])
def test_nothing_is_an_error(text: str) -> None:
    with pytest.raises(Misuse, match="is empty"):
        records(text)
