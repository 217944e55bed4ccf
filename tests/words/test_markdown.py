"""A stranger's text is shown as it is, not run as Markdown."""

from __future__ import annotations

import re

import pytest

from core.words.markdown import SIGNS, plain


@pytest.mark.parametrize("text", ["Red boots", "Größe 42", "鞋", ""])
def test_words_stay(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["![x](https://evil.example/a.png)", "[go](javascript:alert)", "<b>", ":red[x]", "$x$",
                                  "# Title", "`code`", "1. first", "a | b", "~~x~~", "\\*x\\*"])
def test_every_sign_is_escaped_and_nothing_is_lost(text: str) -> None:
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown) == text
    assert all(shown[at - 1] == "\\" for at in range(1, len(shown)) if shown[at] in SIGNS and shown[at] != "\\")
