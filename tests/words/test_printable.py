"""What steers a terminal is left out of lines and logs; words of all languages stay."""

from __future__ import annotations

import logging

import pytest

from core.words.printable import PrintableFormatter, make_logs_printable, printable

STEERING = "h\x1b]0;OWNED\x07\x1b[2J\r\n\x9b31m\x7f\u202e"


def test_nothing_that_steers_a_terminal_is_left() -> None:
    clean = printable(STEERING)
    assert clean.isprintable() and len(clean) == len(STEERING) and clean.startswith("h?]0;OWNED?")


@pytest.mark.parametrize("text", ["Größe 42", "鞋", "a\u00a0b\u202fc", "👟", ""])
def test_words_of_all_languages_stay(text: str) -> None:
    assert printable(text) == text.replace("\u00a0", " ").replace("\u202f", " ")


def record(message: str, *values: object, error: Exception | None = None) -> logging.LogRecord:
    where = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("core.jobs", logging.WARNING, "x.py", 1, message, values, where)


def test_a_stranger_cannot_write_lines_of_the_log() -> None:
    line = PrintableFormatter("%(levelname)s %(message)s").format(record("Listing waits: %s", f"feed\n{STEERING}"))
    assert line == f"WARNING Listing waits: feed?{printable(STEERING)}"


def test_a_traceback_keeps_its_lines_and_loses_what_steers() -> None:
    try:
        raise ValueError(STEERING)
    except ValueError as error:
        text = PrintableFormatter().format(record("A picture failed", error=error))
    assert text.startswith("A picture failed\nTraceback") and len(text.split("\n")) > 4
    assert all(line.isprintable() for line in text.split("\n"))


def test_logs_without_a_setup_of_their_own_are_printable(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.lastResort.formatter
    logger = logging.Logger("core.alone")
    make_logs_printable()
    try:
        logger.warning("from %s", STEERING)
    finally:
        logging.lastResort.setFormatter(before)
    assert capsys.readouterr().err == f"from {printable(STEERING)}\n"
