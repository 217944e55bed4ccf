"""Pictures of a folder on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from core.errors import NotFound, Refused
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document

SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif"))
# Pictures too, but of formats that Merchlens does not read: they are listed, so that each fails with what to do.
UNREAD = frozenset((".heic", ".heif", ".svg", ".jxl", ".psd", ".dng", ".cr2", ".nef", ".arw"))
LISTED = SUFFIXES | UNREAD
SUFFIX_HINT = f"Pictures are files that end in {', '.join(sorted(SUFFIXES))}."


def read_folder(document: Document, access: Access) -> Iterator[Candidate]:
    """List the pictures of a folder; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        Only its `path` is read.
    access : Access
        Not needed.

    Yields
    ------
    Candidate
        Sorted by path.

    Raises
    ------
    NotFound, Refused
        As `pictures_in`.
    """
    assert document.path is not None, "a folder lies on this machine"
    for path in pictures_in(document.path):
        yield Candidate(str(path), path=str(path), origin="folder")


def pictures_in(folder: Path) -> list[Path]:
    """List the pictures of a folder and its subfolders, by the ends of their names, those of `UNREAD` formats too.

    Hidden files and folders are skipped, and so are links that lead out of the folder and links to folders.

    Parameters
    ----------
    folder : Path
        May itself be a link.

    Returns
    -------
    list of Path
        Sorted, at least one.

    Raises
    ------
    NotFound
        There is no such folder, or it has no pictures.
    Refused
        This user may not read the folder.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check the path.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise Refused(f"This user may not read the folder {folder}.", "Change its permissions, or copy it.")
    root = folder.resolve()
    pictures = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if name.startswith(".") or path.suffix.lower() not in LISTED:
                continue
            if not path.is_symlink() or (path.is_file() and path.resolve().is_relative_to(root)):
                pictures.append(path)
    if not pictures:
        raise NotFound(f"The folder {folder} and its subfolders contain no pictures.", SUFFIX_HINT)
    return sorted(pictures)
