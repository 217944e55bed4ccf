"""An open document: a page, sitemap, feed, list or archive, read from its beginning and never beyond its limit."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from core.errors import TooLarge

DOCUMENT_BYTES = 200_000_000  # sitemaps have at most 50 MB by their protocol; feeds of big shops have more
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Document:
    """An open file with what is known about it, so that a long document costs no memory.

    Attributes
    ----------
    file : binary file
        The body, unpacked once from the transfer's encoding; a .gz file is still packed. Close it after use.
    url : str
        The address after redirects; "" for a file of this machine.
    name : str
        What people call it: the address that they gave, or the file's name.
    content_type, charset : str
        As the server declares them, in lower case, "" where it does not; they may be wrong.
    path : Path or None
        Where it lies on this machine; None for an address.
    """

    file: IO[bytes]
    url: str = ""
    name: str = ""
    content_type: str = ""
    charset: str = ""
    path: Path | None = None


class LimitedFile(io.RawIOBase):
    """A document from its beginning, unpacked where it is gzip; raises TooLarge after `max_bytes`.

    Parameters
    ----------
    document : Document
        Its file is rewound.
    max_bytes : int
        Of the unpacked document.
    """

    def __init__(self, document: Document, max_bytes: int = DOCUMENT_BYTES) -> None:
        file = document.file
        file.seek(0)
        is_gzip = file.read(2) == _GZIP
        file.seek(0)
        self._file: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=file, mode="rb") if is_gzip else file
        self._left = self._max_bytes = max_bytes
        self._name = document.name

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with unpacked bytes; a gzip file that is cut off ends where it breaks."""
        try:
            data = self._file.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            return 0
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(f"{self._name} has more than {self._max_bytes / 1e6:g} MB when unpacked.",
                           "Split it, or give its parts as sources of their own.")
        buffer[:len(data)] = data
        return len(data)


def head_of(document: Document, size: int) -> bytes:
    """The first bytes of a document, unpacked; its file is left somewhere behind them.

    Examples
    --------
    >>> head_of(Document(io.BytesIO(gzip.compress(b"<urlset/>"))), 4)
    b'<url'
    """
    return LimitedFile(document).read(size) or b""
