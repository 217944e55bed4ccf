"""What the command line prints. Text from outside (file names, feeds, tables) is cleaned here, once for all commands.

Every line goes through `printable`; nothing else in `core.doors.cli` writes to the terminal.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from core.errors import Misuse
from core.words.printable import printable

GOOD, SOME_FAILED, MISUSE, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = "exit codes: 0 success, 1 some pictures failed, 2 wrong usage or a setup that cannot work"
LOOK_SECONDS = 0.25  # between two looks at a job
_CLEAR_LINE = "\x1b[2K"


@dataclass(frozen=True)
class Progress:
    """How far a job is, in the words of its kind.

    Attributes
    ----------
    running : bool
    text : str
        Count, rate and time left, for the line that is rewritten.
    notice : str
        What holds the job up; printed once. "" when nothing does.
    """

    running: bool
    text: str
    notice: str = ""


def show(*lines: str) -> None:
    """Print results, one line for each argument."""
    for line in lines:
        print(printable(line), flush=True)


def show_json(values: Any) -> None:
    """Print a value as JSON on one line; characters that steer a terminal are escaped."""
    text = json.dumps(values, ensure_ascii=False)
    print("".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text), flush=True)


def say(sentence: str) -> None:
    """Print a sentence to the error stream, beside the results."""
    clear_progress()
    print(printable(sentence), file=sys.stderr, flush=True)


def show_progress(text: str) -> None:
    """Rewrite the progress line, where a person watches."""
    if sys.stderr.isatty():
        print(f"{_CLEAR_LINE}{printable(text)}", end="\r", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """Remove the progress line."""
    if sys.stderr.isatty():
        print(_CLEAR_LINE, end="\r", file=sys.stderr, flush=True)


def watch(look: Callable[[], Progress], interrupt: Callable[[], str]) -> None:
    """Follow a job to its end: count, rate, time left; Ctrl+C stops it in the way of its kind.

    Parameters
    ----------
    look : callable
        Gives the progress of the job.
    interrupt : callable
        Called when Ctrl+C is pressed: pauses or cancels the job and returns the sentence to print.

    Raises
    ------
    KeyboardInterrupt
        Ctrl+C was pressed; the job is paused or cancelled.
    """
    noticed = ""
    try:
        while (progress := look()).running:
            if progress.notice not in ("", noticed):
                noticed = progress.notice
                say(noticed)
            show_progress(progress.text)
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        say(interrupt())
        raise
    finally:
        clear_progress()


def file_output() -> IO[bytes]:
    """Standard output for the bytes of a file; cleaned where a person's terminal shows them."""
    return cast(IO[bytes], _CleanOutput(sys.stdout)) if sys.stdout.isatty() else sys.stdout.buffer


def write_file(path: Path, data: bytes) -> None:
    """Write a result; raises Misuse when the place cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Misuse(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from None


def make_folder(path: Path) -> None:
    """Make a folder for results; raises Misuse when the place cannot be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misuse(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from None


class _CleanOutput(io.BufferedIOBase):
    """Takes UTF-8 and prints it line by line without control characters."""

    def __init__(self, terminal: IO[str]) -> None:
        self._terminal = terminal
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode

    def writable(self) -> bool:
        """True, as text wrappers ask."""
        return True

    def write(self, data: Any) -> int:
        """Print what `data` holds."""
        lines = self._decode(bytes(data)).replace("\r", "").split("\n")
        self._terminal.write("\n".join(printable(line) for line in lines))
        return len(data)

    def flush(self) -> None:
        """Show what was printed."""
        self._terminal.flush()
