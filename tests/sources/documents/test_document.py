"""A document is read from its beginning, unpacked where it is gzip, and never beyond its limit."""

from __future__ import annotations

import gzip
import io

import pytest

from core.errors import TooLarge
from core.sources.documents.document import Document, LimitedFile, head_of, missing_part

TEXT = b"id,image_link\n" * 5000


def document(data: bytes) -> Document:
    file = io.BytesIO(data)
    file.seek(len(data) // 2)  # as left by another reader
    return Document(file, name="feed.csv")


@pytest.mark.parametrize("data", [TEXT, gzip.compress(TEXT, mtime=0)])
def test_plain_and_packed_documents_read_the_same(data: bytes) -> None:
    assert LimitedFile(document(data)).readall() == TEXT
    assert head_of(document(data), 13) == b"id,image_link"


def test_the_limit_counts_unpacked_bytes() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    assert len(bomb) < 20_000
    file = io.BufferedReader(LimitedFile(document(bomb), 1_000_000))
    with pytest.raises(TooLarge, match="feed.csv has more than 1 MB when unpacked") as caught:
        file.read()
    assert caught.value.hint


@pytest.mark.parametrize("size", [0, 1, len(TEXT)])
def test_a_document_of_exactly_the_limit_fits(size: int) -> None:
    assert LimitedFile(document(TEXT[:size]), size).readall() == TEXT[:size]


def test_a_packed_document_that_is_cut_off_ends_where_it_breaks() -> None:
    data = LimitedFile(document(gzip.compress(TEXT, compresslevel=0)[:-2000])).readall()
    assert data and TEXT.startswith(data)
    assert LimitedFile(document(b"\x1f\x8bnot gzip")).readall() == b""


@pytest.mark.parametrize("size", [1, 7, 1000, 1 << 20])
def test_bytes_behind_a_packed_document_and_further_members_lose_nothing(size: int) -> None:
    packed = gzip.compress(TEXT) + gzip.compress(b"more") + b"<!-- cached by a plugin -->"
    file = LimitedFile(document(packed))
    assert b"".join(iter(lambda: file.read(size), b"")) == TEXT + b"more" and not file.is_incomplete
    assert missing_part(document(packed)) is None and missing_part(document(TEXT)) is None


@pytest.mark.parametrize("cut", [1, 8, 9, 40])
def test_what_a_cut_packed_document_lacks_is_said(cut: int) -> None:
    missing = missing_part(document(gzip.compress(TEXT)[:-cut]))
    assert missing is not None and missing.uri == "feed.csv (what follows)" and "cut off or damaged" in missing.message


def test_a_damaged_packed_document_gives_what_precedes_the_damage() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 4000, compresslevel=0))
    packed[-6] ^= 255  # its checksum
    assert len(LimitedFile(document(bytes(packed))).readall()) == 256 * 4000
    assert missing_part(document(bytes(packed))) is not None


def test_an_empty_document_has_no_head() -> None:
    assert head_of(document(b""), 100) == b""
