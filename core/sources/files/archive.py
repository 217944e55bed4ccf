"""Pictures of a zip: each is written under its sha256, so that no name of a member ever becomes a path."""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from core.errors import InputError, Misuse, NotFound, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.files.content_store import store_file
from core.sources.files.folder import LISTED, SUFFIX_HINT

MAX_MEMBERS = 200_000
MAX_UNPACKED = 20_000_000_000
MAX_RATIO = 200  # of all members together; a single drawn picture may well be packed tighter
_FREE_BYTES = 200_000_000  # unpacked before the ratio counts
_ARCHIVES = frozenset((".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"))
_SPLIT_HINT = "Pack the pictures into several archives."


def read_zip(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """Unpack the pictures of a zip, one after the other; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        The archive.
    access : Access
        `workdir` takes the pictures; `settings.max_bytes` caps each.

    Yields
    ------
    Candidate or Failure
        Members that are encrypted, broken or too large are failures; archives inside are skipped. Files that are not
        pictures by their names, and what systems hide in archives, are left out. A name that comes again, also in
        other case, is called "name (2)".

    Raises
    ------
    InputError
        The file is not a readable zip, or has too many members.
    NotFound, Misuse
        It has no pictures, or is an Excel workbook.
    """
    name = document.name
    try:
        packed_size = _check_directory(document.file, name)
        archive = zipfile.ZipFile(document.file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        raise InputError(f"{name} is not a readable zip: it is damaged, cut off or in another format.",
                         "Pack the folder again as a plain zip.") from None
    size = 0
    item: Candidate | Failure | None = None
    with archive:
        for uri, member in _offered(archive, name):
            item, member_size = _read_member(archive, member, uri, access)
            yield item
            size += member_size
            if size > min(MAX_UNPACKED, MAX_RATIO * packed_size + _FREE_BYTES):
                yield Failure.of(f"{uri} (and what follows)", TooLarge(
                    f"{name} unpacks to more than {size / 1e9:.1f} GB from {packed_size / 1e6:,.1f} MB, as zip bombs "
                    "do; Merchlens stopped reading it.", _SPLIT_HINT))
                return
        if item is None and "xl/workbook.xml" in archive.NameToInfo:
            raise Misuse(f"{name} is an Excel workbook.", "Save its sheet as CSV and give that as a feed.")
    if item is None:
        raise NotFound(f"The ZIP archive {name} contains no pictures.", SUFFIX_HINT)


def _offered(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Members that are pictures or archives by their names, each with a uri of its own."""
    counts: Counter[int] = Counter()  # hashes: an archive may list 200,000 names
    for member in archive.infolist():
        if _is_hidden(member) or Path(member.filename).suffix.lower() not in LISTED | _ARCHIVES:
            continue
        uri = f"{name}/{_display_name(member.filename)}"
        name_mark = hash(unicodedata.normalize("NFC", uri).casefold())  # the same file on Windows and macOS
        counts[name_mark] += 1
        number = counts[name_mark]
        yield uri if number == 1 else f"{uri} ({number})", member


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, uri: str,
                 access: Access) -> tuple[Candidate | Failure, int]:
    """One member, and how many bytes it took to unpack."""
    if Path(member.filename).suffix.lower() in _ARCHIVES:
        return Candidate(uri, origin="zip", skipped="an archive inside the archive, which Merchlens does not open"), 0
    try:
        path, size = _unpack(archive, member, access)
        return Candidate(uri, path=str(path), origin="zip"), size
    except InputError as error:
        return Failure.of(uri, error), 0 if member.flag_bits & 1 else min(member.file_size, access.settings.max_bytes)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, access: Access) -> tuple[Path, int]:
    max_bytes = access.settings.max_bytes
    if member.flag_bits & 1:
        raise InputError("The picture is encrypted inside the zip.", "Pack it without a password.")
    if member.file_size > max_bytes:
        raise TooLarge(f"The picture has {member.file_size / 1e6:,.1f} MB; Merchlens reads at most "
                       f"{max_bytes / 1e6:g} MB.", "Use a smaller version of the picture.")
    try:
        with archive.open(member) as source:
            return store_file(source, access.workdir, Path(member.filename).suffix.lower(), max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise InputError("The picture is damaged inside the zip, or compressed by an unsupported method.",
                         "Pack it again as a plain zip.") from None


def _check_directory(file: IO[bytes], name: str) -> int:
    """Size of the archive, after a look at how long its list of members is: reading that costs memory.

    The end record and its 64-bit form are those of the ZIP specification, APPNOTE.TXT 4.3.14 and 4.3.16.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile("no end of central directory")
    count, _, length = struct.unpack_from("<HHI", tail, at + 8)
    large = tail.rfind(b"PK\x06\x06", 0, at)
    if large >= 0 and 0xFFFFFFFF in (length, count | 0xFFFF0000):
        count, _, length = struct.unpack_from("<QQQ", tail, large + 24)
    if count > MAX_MEMBERS or length > 300 * MAX_MEMBERS:
        raise TooLarge(f"{name} lists {count:,} members; Merchlens reads at most {MAX_MEMBERS:,}.", _SPLIT_HINT)
    file.seek(0)
    return size


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return (not member.filename or member.is_dir() or is_link or parts[0] == "__MACOSX"
            or any(part.startswith(".") and part not in (".", "..") for part in parts))


def _display_name(name: str) -> str:
    """A member's name for people: without steps upwards and without control characters of terminals."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(character for character in "/".join(parts) if character.isprintable())[:500]
