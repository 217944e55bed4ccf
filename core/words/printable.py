"""Text from outside, made harmless for a terminal: in what the command line prints, and in every log.

A feed, a file name or a server's error may hold control characters that move the cursor, clear the screen or rename
the window.
"""

from __future__ import annotations

import logging
import unicodedata


def printable(text: str) -> str:
    """One line without control characters; each becomes a question mark, special blanks become plain ones.

    Examples
    --------
    >>> printable("shoe\\x1b]0;OWNED\\x07")
    'shoe?]0;OWNED?'
    """
    return "".join(letter if letter.isprintable() else " " if unicodedata.category(letter) == "Zs" else "?"
                   for letter in text)


class PrintableFormatter(logging.Formatter):
    """Writes a log record whose message is one printable line, and a traceback of printable lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The first line of a record."""
        record.message = printable(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        """The whole record; a traceback keeps its lines."""
        return "\n".join(map(printable, super().format(record).split("\n")))


def make_logs_printable() -> None:
    """Clean what Python logs to the error stream where the operator has set up no logging of their own."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(PrintableFormatter())
