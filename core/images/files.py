"""Files, read within a limit (pipes and devices are refused), and written whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from core.errors import InputError, NotAPicture, NotFound, Refused, SetupError, TooLarge


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


def write_whole(path: Path, text: str, what: str) -> None:
    """Write a text file of the data folder, and its folder where that is missing: whole or not at all.

    Parameters
    ----------
    path : Path
    text : str
    what : str
        Subject of the message, such as "The dataset".

    Raises
    ------
    SetupError
        The disk is full, or the folder cannot be written; what was there before stays.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise SetupError(f"{what} could not be stored: {error.strerror or error}.",
                         "Make room on the disk of the data folder.") from None


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
