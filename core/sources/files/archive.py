"""Pictures of a zip: each is written under its sha256, so that no name of a member ever becomes a path."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from core.errors import InputError, NotFound, SetupError, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.fetching.fetch import Document
from core.sources.fetching.http_errors import failed
from core.sources.files.folder import SUFFIXES

MAX_MEMBERS = 200_000
MAX_UNPACKED = 20_000_000_000
MAX_RATIO = 200  # of all members together; a single drawn picture may well be packed tighter
_FREE_BYTES = 200_000_000  # unpacked without a look at the ratio
_ARCHIVES = frozenset((".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"))
_PART = 1 << 18


class Readable(Protocol):
    """Anything with read(size) -> bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, none at the end."""


def keep(source: Readable, workdir: Path, suffix: str, max_bytes: int) -> tuple[Path, int]:
    """Write a file under the sha256 of its bytes, once.

    Parameters
    ----------
    source : Readable
    workdir : Path
        Made where it is missing.
    suffix : str
        One of `core.sources.files.folder.SUFFIXES`.
    max_bytes : int

    Returns
    -------
    Path, int
        Where it lies now, and its size.

    Raises
    ------
    TooLarge
        More than `max_bytes`; nothing is left.
    SetupError
        The disk is full or the folder may not be written.
    """
    digest, size = hashlib.sha256(), 0
    name = ""
    try:
        workdir.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=workdir, prefix=".part-", delete=False) as file:
            name = file.name
            while part := source.read(_PART):
                size += len(part)
                if size > max_bytes:
                    raise TooLarge(f"The file has more than {max_bytes / 1e6:g} MB.", "Use a smaller picture.")
                digest.update(part)
                file.write(part)
        path = workdir / f"{digest.hexdigest()}{suffix}"
        os.replace(name, path)
        return path, size
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EPERM):
            raise SetupError(f"The pictures of the source cannot be kept: {os.strerror(error.errno).lower()}.",
                             "Free some space, or check the data folder's permissions.") from None
        raise
    finally:
        if name and os.path.exists(name):
            os.unlink(name)


def pictures_of_zip(document: Document, workdir: Path, settings: Settings) -> Iterator[Candidate | Failure]:
    """Unpack the pictures of a zip, one after the other.

    Parameters
    ----------
    document : Document
    workdir : Path
        Where the pictures go.
    settings : Settings
        `max_bytes` caps each picture.

    Yields
    ------
    Candidate or Failure
        Members that are encrypted, broken or too large are failures; archives inside are skipped; everything that is
        no picture by its name, and what systems hide in archives, is not mentioned.

    Raises
    ------
    InputError
        This is no readable zip, or one with too many members; NotFound where it has no picture.
    """
    name = document.name
    try:
        packed = _check_directory(document.file, name)
        archive = zipfile.ZipFile(document.file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        raise InputError(f"{name} is no zip that can be read: it is damaged, cut off or of another kind.",
                         "Pack the folder once more as a plain zip.") from None
    total, offered = 0, 0
    with archive:
        for member in archive.infolist():
            if _is_hidden(member) or Path(member.filename).suffix.lower() not in SUFFIXES | _ARCHIVES:
                continue
            offered += 1
            item, size = _of_member(archive, member, workdir, f"{name}/{_shown(member.filename)}", settings=settings)
            yield item
            total += size
            if total > min(MAX_UNPACKED, MAX_RATIO * packed + _FREE_BYTES):
                yield failed(f"{item.uri} (and what follows)", TooLarge(
                    f"{name} unpacks to more than {total / 1e9:.1f} GB from {packed / 1e6:,.1f} MB, as zip bombs do; "
                    "what follows is not read.", "Pack the pictures into several archives."))
                return
    if not offered:
        raise NotFound(f"There is no picture in {name}.", f"Pictures end in {', '.join(sorted(SUFFIXES))}.")


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, workdir: Path, shown: str, *,
               settings: Settings) -> tuple[Candidate | Failure, int]:
    """One member, and how many bytes it cost to unpack."""
    suffix = Path(member.filename).suffix.lower()
    if suffix in _ARCHIVES:
        return Candidate(shown, origin="zip", skipped="an archive inside the archive, which is not opened"), 0
    try:
        path, size = _unpacked(archive, member, (workdir, suffix), settings.max_bytes)
        return Candidate(shown, path=str(path), origin="zip"), size
    except InputError as error:
        return failed(shown, error), 0 if member.flag_bits & 1 else min(member.file_size, settings.max_bytes)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: tuple[Path, str],
              max_bytes: int) -> tuple[Path, int]:
    if member.flag_bits & 1:
        raise InputError("The picture is encrypted inside the zip.", "Pack it without a password.")
    if member.file_size > max_bytes:
        raise TooLarge(f"The picture has {member.file_size / 1e6:,.1f} MB; at most {max_bytes / 1e6:g} MB are read.",
                       "Use a smaller version of the picture.")
    try:
        with archive.open(member) as source:
            return keep(source, *place, max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise InputError("The picture is damaged inside the zip, or packed in a way that is not read.",
                         "Pack it once more as a plain zip.") from None


def _check_directory(file: IO[bytes], name: str) -> int:
    """Size of the archive, after a look at how long its list of members is: reading that costs memory."""
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
        raise TooLarge(f"{name} lists {count:,} members; at most {MAX_MEMBERS:,} are read.",
                       "Pack the pictures into several archives.")
    file.seek(0)
    return size


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return (not member.filename or member.is_dir() or is_link or parts[0] == "__MACOSX"
            or any(part.startswith(".") and part not in (".", "..") for part in parts))


def _shown(name: str) -> str:
    """A member's name for people: without steps upwards and without what terminals obey."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(sign for sign in "/".join(parts) if sign.isprintable())[:500]
