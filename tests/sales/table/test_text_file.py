"""Text of any tool: encodings, delimiters, titles, comments, trailing delimiters, damaged letters."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.sales.table.file import line_numbers, read_table
from core.sales.table.text_file import delimiter_of, encoding_of

NAMES = "SKU;Week;Photo type;Sold"
ROWS = "A;2024-W01;model;3\nB;2024-W01;product;5\n"


def read(tmp_path: Path, data: str | bytes) -> tuple[pd.DataFrame, list[str]]:
    path = tmp_path / "sales.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_table(path)


@pytest.mark.parametrize("cut", range(65_528, 65_545))
def test_a_sample_may_end_in_the_middle_of_a_letter(cut):
    text = ("Платье;" * 20_000).encode()
    assert encoding_of(b"x" * (cut % 2) + text[:65_536 - cut % 3]) == "utf-8"
    assert encoding_of(("€" * 30_000).encode()[:cut]) == "utf-8"


@pytest.mark.parametrize(("words", "encoding", "expected"), [
    ("Größe;Käufe", "cp1252", "cp1252"), ("Größe", "utf-8-sig", "utf-8-sig"), ("Größe und mehr", "utf-16", "utf-16"),
    ("Size and more", "utf-16-be", "utf-16-be"), ("Неделя;Товар;Продажи", "cp1251", "cp1251"),
    ("Tydzień;Ilość;Sprzedaż;żółty", "cp1250", "cp1250"), ("Café;Référence;Quantité", "cp1252", "cp1252")])
def test_encodings(words, encoding, expected):
    assert encoding_of(words.encode(encoding)) == expected
    assert words.encode(encoding).decode(expected) == words


@pytest.mark.parametrize(("line", "mark"), [("a;b,c;d", ";"), ("a\tb\tc,d", "\t"), ("a|b|c", "|"),
    ('"a;b",c,"d;e"', ",")])
def test_delimiters(line, mark):
    assert delimiter_of([line] * 3) == mark


@pytest.mark.parametrize(("above", "notes"), [
    ("", 0), ("sep=;\n", 0), ("\ufeffsep=;\r\n", 0), ("# Shop\n# ----\n", 1), ("Report\nBerlin;;;\n;;;\n", 1),
    ("\n\n", 0)])
def test_what_stands_above_the_names_is_left_out(tmp_path, above, notes):
    table, said = read(tmp_path, f"{above}{NAMES}\n{ROWS}")
    assert list(table.columns) == NAMES.split(";") and table["Sold"].tolist() == ["3", "5"] and len(said) == notes
    assert line_numbers(table)[0] == above.count("\n") + 2


def test_delimiters_at_the_end_make_no_column(tmp_path):
    rows = ROWS.replace("\n", ";\n")
    for names in (NAMES, f"{NAMES};"):
        table, notes = read(tmp_path, f"{names}\n{rows}")
        assert list(table.columns) == NAMES.split(";") and len(table) == 2 and not notes
    table, _ = read(tmp_path, f"{NAMES};\n{ROWS}")
    assert list(table.columns) == NAMES.split(";") and len(table) == 2


def test_a_name_may_have_two_lines(tmp_path):
    table, _ = read(tmp_path, 'SKU;Week;"Photo\ntype";Sold\n' + ROWS)
    assert list(table.columns) == ["SKU", "Week", "Photo type", "Sold"] and len(table) == 2


def test_a_damaged_letter_costs_only_itself(tmp_path):
    many = "Größe;2024-W01;model;3\n" * 8000
    damaged = b"B\xff;2024-W02;m\xc3;4\n" + "Größe;2024-W03;model;3\n".encode()
    table, notes = read(tmp_path, f"{NAMES}\n{many}".encode() + damaged)
    assert table["SKU"].iloc[[0, -1]].tolist() == ["Größe", "Größe"] and len(table) == 8002
    assert "2 letters of the file are damaged" in notes[0]


def test_umlauts_far_behind_the_beginning_of_a_western_file(tmp_path):
    many = "A;2024-W01;model;3\n" * 8000
    table, notes = read(tmp_path, (f"{NAMES}\n{many}" + "Größe;2024-W03;model;3\n" * 9).encode("cp1252"))
    assert table["SKU"].iloc[-1] == "Größe" and not notes


def test_bytes_that_the_western_encoding_lacks(tmp_path):
    table, notes = read(tmp_path, f"{NAMES}\nGröße".encode("cp1252") + b"\x81;2024-W01;model;3\nB;2024-W01;model;3\n")
    assert table["SKU"].tolist() == ["Größe\ufffd", "B"] and "1 letter of the file is damaged" in notes[0]
