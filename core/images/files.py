"""The bytes of one file, within a limit; pipes and devices are refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from core.errors import InputError, NotAPicture, NotFound, Refused, TooLarge


def read_file(path: Path, *, max_bytes: int) -> bytes:
    """Read a file of at most `max_bytes`.

    Parameters
    ----------
    path : Path
    max_bytes : int

    Returns
    -------
    bytes

    Raises
    ------
    NotFound
        No such file.
    Refused
        This user may not read it.
    NotAPicture
        A folder, a device or a pipe.
    TooLarge
        More bytes than allowed; at most one more is read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"
            raise NotAPicture(f"{path} is {what}, not a file.", "Give the path of a picture file.")
        if status.st_size > max_bytes:
            raise _too_large(path, max_bytes, f"{status.st_size / 1e6:,.1f} MB")
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(descriptor)
    if len(data) > max_bytes:
        raise _too_large(path, max_bytes, f"more than {max_bytes / 1e6:g} MB")
    return data


def _unreadable(path: Path, error: Exception) -> InputError:
    if isinstance(error, PermissionError):
        return Refused(f"This user may not read {path}.", "Change its permissions, or copy it.")
    if isinstance(error, IsADirectoryError):
        return NotAPicture(f"{path} is a folder, not a file.", "Give the path of a picture file.")
    if isinstance(error, (FileNotFoundError, NotADirectoryError, ValueError)):
        return NotFound(f"The file {path} does not exist.", "Check the path.")
    return NotFound(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.",
                    "Check the disk, or copy the file to another place.")


def _too_large(path: Path, max_bytes: int, size: str) -> TooLarge:
    return TooLarge(f"{path.name} has {size}; the limit is {max_bytes / 1e6:g} MB.",
                    "Use a smaller version of the picture.")
