"""A source is a file, an address, or the reason why it is neither."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.source import Result, Source


def test_a_source_is_one_of_three() -> None:
    failure = Failure("x", "Misuse", "This is not an address.", "Write the whole address.")
    for source in (Source("a.jpg", path=Path("a.jpg")), Source("https://a.example", url="https://a.example"),
                   Source("x", failure=failure)):
        assert sum(value is not None for value in (source.path, source.url, source.failure)) == 1


def test_a_result_is_an_analysis_or_a_failure() -> None:
    assert set(get_args(Result)) == {Analysis, Failure}
