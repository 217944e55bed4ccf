"""Where an index of pictures lies: a folder of files, and a note beside it that names the one in use.

An index is written whole or not at all: its folder is filled first, then the note is replaced, then others are deleted.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import SetupError

CURRENT, ABOUT = "current.json", "about.json"


def current(root: Path, what: str, again: str) -> Path | None:
    """The folder of the index in use; None where none was made.

    Parameters
    ----------
    root : Path
        Of all folders of this kind of index.
    what, again : str
        What is indexed, such as "pictures", and how to make the index again: for the message.

    Raises
    ------
    SetupError
        The note is damaged.
    """
    try:
        name = json.loads((root / CURRENT).read_text("utf-8"))["folder"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(f"The index of {what} cannot be read.", again) from None
    folder = root / str(name)
    return folder if folder.is_dir() else None


def about(folder: Path) -> dict[str, Any]:
    """What an index says of itself, without opening its arrays."""
    values: dict[str, Any] = json.loads((folder / ABOUT).read_text("utf-8"))
    return values


@contextmanager
def replacing(root: Path, what: str, prefix: str = "") -> Iterator[Path]:
    """A new folder to be filled in the block; it is in use once the block ends well, and the former one is deleted.

    Parameters
    ----------
    root : Path
    what : str
        What is indexed, for the message.
    prefix : str
        Of the names of folders of indexes, where others lie beside them.

    Raises
    ------
    SetupError
        The data folder cannot be written; the former index stays in use.
    """
    folder = root / f"{prefix}{os.urandom(6).hex()}"
    try:
        folder.mkdir(parents=True)
        yield folder
        part = root / f"{folder.name}.part"
        part.write_text(json.dumps({"folder": folder.name}))
        part.replace(root / CURRENT)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise SetupError(f"The index of {what} cannot be written: {error.strerror}.",
                         "Make room on the disk of the data folder.") from None
    for other in root.glob(f"{prefix}*"):
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
