"""Cells that a spreadsheet would run are text, whatever hides their sign; all other text arrives unchanged."""

from __future__ import annotations

import csv
import io

import pytest

from core.words.csv_cells import csv_bytes, safe_cell, safe_row, write_csv

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫")
COVERS = {
    "nothing": "", "blank": " ", "no-break space": "\u00a0", "ideographic space": "\u3000", "line separator": "\u2028",
    "byte order mark": "\ufeff", "zero-width space": "\u200b", "right-to-left mark": "\u200f", "soft hyphen": "\u00ad",
    "variation selector": "\ufe0f", "Hangul filler": "\u3164", "braille blank": "\u2800", "quote": '"',
    "curly quote": "\u201c", "guillemet": "\u00ab", "full-width quote": "\uff02", "several": ' \ufeff"\u200b\u00a0',
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("cover", COVERS.values(), ids=COVERS)
def test_a_formula_sign_is_text_whatever_hides_it(sign, cover):
    cell = safe_cell(f"{cover}{sign}SUM(A1)")
    assert cell == f"'{cover}{sign}SUM(A1)"


@pytest.mark.parametrize("control", list("\x00\x07\x0b\x0c\x1b\x7f\x85\x9f\ud800\ufffe"))
def test_control_characters_are_removed_before_the_sign_is_looked_for(control):
    assert safe_cell(f"{control}=1+1") == "'=1+1"
    assert safe_cell(f"red{control} boots") == "red boots"


@pytest.mark.parametrize("start", ["\t", "\r", "\n", "\r\n"])
def test_a_cell_does_not_begin_with_a_break(start):
    assert safe_cell(f"{start}boots") == f"'{start}boots"
    assert safe_cell(f"{start}=1") == f"'{start}=1"


@pytest.mark.parametrize("text", [
    "", "boots", "Größe 42", 'größe "42",\nrot.jpg', '"Best" boots', "«Botas»", "3 = three", "50 % off", "靴",
    "\u200bboots", "http://shop.example/?a=1", "'=1+1"])
def test_other_text_arrives_unchanged(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [-1, -2.5, 0, True, None])
def test_numbers_stay_numbers(value):
    assert safe_cell(value) is value


@pytest.mark.parametrize("text", ["=1", "＠x", "\t=1", ' "-2', "boots"])
def test_a_safe_cell_stays_as_it_is(text):
    assert safe_cell(safe_cell(text)) == safe_cell(text)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_opens_as_utf8_and_keeps_its_columns():
    rows = [{"name": "größe, \"42\"", "units": 3, "other": "x"}, {"units": None}, {"name": "=1"}]
    data = csv_bytes(("name", "units"), rows)
    assert data.startswith(b"\xef\xbb\xbfname,units\r\n")
    assert read(data)[1:] == [['größe, "42"', "3"], ["", ""], ["'=1", ""]]


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_rows_are_written_one_at_a_time_and_the_file_stays_open(count):
    pulled = []

    def rows():
        for number in range(count):
            pulled.append(number)
            yield {"number": number}

    out = io.BytesIO()
    assert write_csv(("number",), rows(), out) == count == len(pulled)
    assert not out.closed and read(out.getvalue()) == [["number"], *([str(number)] for number in range(count))]


def test_half_a_character_does_not_stop_the_table():
    assert read(csv_bytes(("name",), [{"name": "a\ud800b"}])) == [["name"], ["ab"]]


def test_a_row_that_a_page_shows_is_safe_too():
    assert safe_row({"name": "\ufeff＝1", "price": -1, "why": None}) == {"name": "'\ufeff＝1", "price": -1, "why": None}
