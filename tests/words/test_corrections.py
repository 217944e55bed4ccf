"""A correction in words: corrected, confirmed or taken back."""

from datetime import UTC, datetime

from core.nouns.correction import Correction
from core.words.corrections import history_line


def line(value: str, before: str = "no") -> str:
    return history_line(Correction("a" * 64, "sensitive", value, before, "", datetime(2026, 1, 1, tzinfo=UTC)))


def test_each_case_reads_as_what_it_is() -> None:
    start = "01 Jan 2026, 00:00 UTC: Sensitive "
    assert line("yes") == f"{start}corrected from No to Yes"
    assert line("no") == f"{start}No confirmed"
    assert line("model", "yes") == f"{start}correction Yes taken back"
    assert line("yes", "") == f"{start}corrected from nothing to Yes"
