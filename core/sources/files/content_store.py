"""A folder of files named by the sha256 of their content, so that no stranger's name ever becomes a path."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from core.errors import SetupError, TooLarge

_PART = 1 << 18
_OPERATORS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EPERM)


class Readable(Protocol):
    """Anything with read(size) -> bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, none at the end."""


def store_file(source: Readable, folder: Path, suffix: str, max_bytes: int) -> tuple[Path, int]:
    """Write a file under the sha256 of its bytes; the same content is stored once.

    Parameters
    ----------
    source : Readable
        Read to its end.
    folder : Path
        Created where it is missing.
    suffix : str
        One of `core.sources.files.folder.LISTED`.
    max_bytes : int
        Largest file.

    Returns
    -------
    Path, int
        Where it lies now, and its size.

    Raises
    ------
    TooLarge
        More than `max_bytes`; nothing is left behind.
    SetupError
        The disk is full or the folder may not be written.
    """
    digest, size = hashlib.sha256(), 0
    name = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as file:
            name = file.name
            while part := source.read(_PART):
                size += len(part)
                if size > max_bytes:
                    raise TooLarge(f"The file has more than {max_bytes / 1e6:g} MB.", "Use a smaller picture.")
                digest.update(part)
                file.write(part)
        path = folder / f"{digest.hexdigest()}{suffix}"
        os.replace(name, path)
        return path, size
    except OSError as error:
        if error.errno in _OPERATORS:
            raise SetupError(f"The pictures of the source cannot be stored: {os.strerror(error.errno).lower()}.",
                             "Free some space, or check the data folder's permissions.") from None
        raise
    finally:
        if name and os.path.exists(name):
            os.unlink(name)
