"""Pictures of a folder on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import NotFound, Refused

SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif"))


def pictures_in(folder: Path) -> list[Path]:
    """List the pictures of a folder and its subfolders, by the ends of their names.

    Hidden files and folders are skipped, and so are links that lead out of the folder and links to folders.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of Path
        Sorted, at least one.

    Raises
    ------
    NotFound
        No such folder, or no pictures in it.
    Refused
        The folder may not be read.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check the path.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise Refused(f"The folder {folder} may not be read by this user.", "Change its permissions, or copy it.")
    inside = folder.resolve()
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES:
                continue
            if not path.is_symlink() or (path.is_file() and path.resolve().is_relative_to(inside)):
                found.append(path)
    if not found:
        raise NotFound(f"There is no picture in {folder} or its subfolders.",
                       f"Pictures are files that end in {', '.join(sorted(SUFFIXES))}.")
    return sorted(found)
