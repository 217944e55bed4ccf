"""A trade item is compared as a number, other codes by their text without blanks."""

from __future__ import annotations

from core.learning.skus.codes import is_right
from core.nouns.read_code import ReadCode


def test_spellings_of_one_number_are_right() -> None:
    code = ReadCode("0036000291452", "EAN13", 36000291452, (0, 0, 1, 1))
    assert is_right((code,), "upca", "036000291452") and not is_right((code,), "upca", "036000291469")
    assert is_right((ReadCode("a\nb c", "QRCODE", None, (0, 0, 1, 1)),), "qrcode", "a b c")
    assert not is_right((), "ean8", "1")
