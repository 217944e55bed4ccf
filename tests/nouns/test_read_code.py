"""A code that is no trade item has no number."""

from __future__ import annotations

from core.nouns.read_code import ReadCode


def test_a_code_says_what_where_and_which_item() -> None:
    code = ReadCode("4006381333931", "EAN13", 4006381333931, (0.0, 1.0, 5.0, 9.0))
    assert code.gtin == int(code.text) and ReadCode("https://x.example", "QRCODE", None, code.xyxy).gtin is None
