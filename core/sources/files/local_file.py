"""A file of this machine, opened as a document."""

from __future__ import annotations

from pathlib import Path

from core.errors import NotFound, Refused
from core.sources.documents.document import Document


def path_of(source: str) -> Path:
    """A source as a path that can be looked up.

    Parameters
    ----------
    source : str
        As a person wrote it; "~" is the home folder.

    Raises
    ------
    NotFound
        No path can look like that (too long, with a zero byte, an unknown user's home).
    """
    try:
        path = Path(source).expanduser()
        path.is_dir()
        return path
    except (OSError, ValueError, RuntimeError):
        raise NotFound(f"There is no file or folder {source[:80]!r}.",
                       "Check the path, or begin an address with https://.") from None


def open_document(path: Path) -> Document:
    """Open a file; close it after use.

    Raises
    ------
    Refused
        This user may not read it.
    NotFound
        There is no such file, or it cannot be read.
    """
    try:
        return Document(path.open("rb"), name=path.name, path=path)
    except PermissionError:
        raise Refused(f"This user may not read the file {path}.", "Change its permissions, or copy it.") from None
    except OSError as error:
        raise NotFound(f"The file {path} cannot be read: {error.strerror}.", "Check the path.") from None
