"""Text in any encoding comes out as the lines that its author wrote."""

from __future__ import annotations

import gzip
import io
import tracemalloc

import pytest

from core.sources.documents import text_lines as module
from core.sources.documents.document import Document
from core.sources.documents.text_lines import encoding_of, lines_of

TEXT = "Größe “5”\r\nzweite Zeile\n\nletzte"


def document(data: bytes, charset: str = "") -> Document:
    return Document(io.BytesIO(data), name="list.txt", charset=charset)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_lines_of_any_encoding(encoding: str, packed: bool) -> None:
    data = TEXT.encode(encoding)
    lines = list(lines_of(document(gzip.compress(data) if packed else data)))
    assert lines == [(1, "Größe “5”\r\n"), (2, "zweite Zeile\n"), (3, "\n"), (4, "letzte")]


@pytest.mark.parametrize(("declared", "used"), [
    ("iso-8859-2", "iso8859-2"), ("", "cp1252"), ("iso-8859-1", "cp1252"), ("utf-8", "cp1252"), ("ascii", "cp1252"),
    ("no-such-codec", "cp1252"), ("rot13", "cp1252"), ("base64", "cp1252"), ("\0", "cp1252"),
])
def test_the_servers_word_counts_where_the_bytes_allow_it(declared: str, used: str) -> None:
    assert encoding_of(document(b"Gr\xf6\xdfe", declared)) == used


def test_valid_utf_8_wins_over_the_servers_word() -> None:
    assert encoding_of(document("größe".encode(), "iso-8859-2")) == "utf-8"


def test_one_late_byte_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoding_of(document(b"a" * 3_000_000 + b"\xf6")) == "cp1252"
    assert encoding_of(document(b"a" * 4095 + "ö".encode())) == "utf-8", "a character across two reads"
    assert encoding_of(document(b"a" * 4095 + "ö".encode()[:1])) != "utf-8", "half a character at the end"


def test_cyrillic_words_are_told_from_western_ones() -> None:
    assert encoding_of(document("Артикул;Название\nA1;Туфли красные\n".encode("cp1251"))) == "cp1251"
    assert encoding_of(document("Größe;Übergröße;ÄÖÜ\n".encode("cp1252"))) == "cp1252"
    assert encoding_of(document("Größe “5” — “6”".encode("cp1252"))) == "cp1252"


def test_broken_bytes_spoil_letters_not_the_encoding() -> None:
    data = "Größe, Öl\n".encode() + b"Sch\xc3\n" + b"\xe2\x82\n" + "Stühle".encode()
    assert [line for _, line in lines_of(document(data))] == ["Größe, Öl\n", "SchÃ\n", "\ufffd\n", "Stühle"]


@pytest.mark.parametrize(("letters", "broken", "encoding"), [(3, 2, "utf-8"), (0, 1, "cp1252")])
def test_the_greater_part_decides(letters: int, broken: int, encoding: str) -> None:
    assert encoding_of(document("ö".encode() * letters + b" \xf6" * broken)) == encoding
    assert encoding_of(document("ö".encode() * 2 + b" \xf6" * 3)) != "utf-8"


def test_the_word_of_the_document_counts_before_the_servers() -> None:
    assert encoding_of(document(b"\xf6", "iso-8859-2"), "windows-1251") == "cp1251"
    assert encoding_of(document(b" \xf6" * 1_000_000)) == "cp1252", "a long one is not read to its end"


def test_an_endless_line_comes_in_pieces_of_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_LINE", 4)
    assert list(lines_of(document(b"abcdefghij\nk"))) == [(1, "abcd"), (1, "efgh"), (1, "ij\n"), (2, "k")]


def test_a_line_that_the_end_of_a_gzip_file_cuts_is_left_out() -> None:
    packed = gzip.compress(b"one line\ntwo lines\nthree lines", compresslevel=0)
    assert [line for _, line in lines_of(document(packed[:-12]))] == ["one line\n", "two lines\n"]
    assert len(list(lines_of(document(packed)))) == 3


def test_an_empty_document_has_no_lines() -> None:
    assert list(lines_of(document(b""))) == []


def test_memory_stays_flat() -> None:
    packed = document(gzip.compress(b"https://shop.example/picture.jpg\n" * 500_000))
    tracemalloc.start()
    count = sum(1 for _ in lines_of(packed))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 500_000 and peak < 8_000_000
