"""An open document: a page, sitemap, feed, list or archive, read from its beginning and never beyond its limit."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from core.errors import InputError, TooLarge
from core.nouns.failure import Failure

DOCUMENT_BYTES = 200_000_000  # sitemaps have at most 50 MB by their protocol; feeds of big shops have more
_GZIP = b"\x1f\x8b"
_GZIP_BITS = 16 + zlib.MAX_WBITS  # gzip with its header and its checksum
_PACKED_PART = 65536


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

    A gzip file gives all that it holds: bytes behind its end, which caches add, are ignored, and one that is cut off or
    damaged ends where it breaks.

    Parameters
    ----------
    document : Document
        Its file is rewound.
    max_bytes : int
        Of the unpacked document.

    Attributes
    ----------
    is_incomplete : bool
        A gzip file ended before its end; known when all of it has been read.
    """

    def __init__(self, document: Document, max_bytes: int = DOCUMENT_BYTES) -> None:
        file = document.file
        file.seek(0)
        is_gzip = file.read(2) == _GZIP
        file.seek(0)
        self._file = file
        self._inflater = zlib.decompressobj(_GZIP_BITS) if is_gzip else None
        self._packed = b""
        self._left = self._max_bytes = max_bytes
        self._name = document.name
        self.is_incomplete = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with unpacked bytes."""
        data = self._file.read(len(buffer)) if self._inflater is None else self._unpacked(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(f"{self._name} has more than {self._max_bytes / 1e6:g} MB when unpacked.",
                           "Split it, or give its parts as sources of their own.")
        buffer[:len(data)] = data
        return len(data)

    def _unpacked(self, size: int) -> bytes:
        """The next bytes of a gzip file, which may have several members, one behind the other."""
        while not self.is_incomplete and self._inflater is not None:
            if self._inflater.eof:
                rest = self._inflater.unused_data + self._file.read(2 - min(2, len(self._inflater.unused_data)))
                if not rest.startswith(_GZIP):
                    return b""
                self._inflater, self._packed = zlib.decompressobj(_GZIP_BITS), rest
            part = self._packed or self._file.read(_PACKED_PART)
            before = self._inflater.copy()
            try:
                data = self._inflater.decompress(part, size)
                self._packed = self._inflater.unconsumed_tail
            except zlib.error:
                data = self._before_damage(before, part, size)
            if data:
                return data
            self.is_incomplete = self.is_incomplete or not (part or self._inflater.eof)
        return b""

    def _before_damage(self, inflater: Any, part: bytes, size: int) -> bytes:
        """What a damaged part still gives: unpacked byte by byte up to the damage, or up to `size`."""
        data = b""
        for position in range(len(part)):
            try:
                data += inflater.decompress(part[position:position + 1], size - len(data))
            except zlib.error:
                self.is_incomplete = True
                return data
            if len(data) == size:
                self._inflater, self._packed = inflater, inflater.unconsumed_tail + part[position + 1:]
                return data
        return data


def missing_part(document: Document) -> Failure | None:
    """What a gzip document lacks, once its source has been read; None for one that is whole, or is not packed.

    Examples
    --------
    >>> import gzip
    >>> packed = gzip.compress(b"one line")
    >>> missing_part(Document(io.BytesIO(packed))) is None
    True
    >>> missing_part(Document(io.BytesIO(packed[:-9]), name="feed.csv.gz")).uri
    'feed.csv.gz (what follows)'
    """
    document.file.seek(0)
    if document.file.read(2) != _GZIP:
        return None
    file, size = LimitedFile(document, 1 << 60), 0
    while data := file.read(1 << 20):
        size += len(data)
    if not file.is_incomplete:
        return None
    return Failure.of(f"{document.name} (what follows)", InputError(
        f"The gzip file is cut off or damaged: Merchlens read the {size / 1e6:,.3g} MB that it still holds.",
        "Pack or download it again."))


def head_of(document: Document, size: int) -> bytes:
    """The first bytes of a document, unpacked; its file is left somewhere behind them.

    Examples
    --------
    >>> head_of(Document(io.BytesIO(b"<urlset/>")), 4)
    b'<url'
    """
    return LimitedFile(document).read(size) or b""
