"""Pictures that lie beside a feed on this machine, found by the paths that the feed writes for another machine."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

from core.errors import NotFound

MOST_FILES = 200_000
_DRIVE = re.compile(r"[a-zA-Z]:")


class PicturesBeside:
    """The files of a feed's folder and its subfolders.

    Parameters
    ----------
    folder : Path
        Of the feed; nothing outside of it is found.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = folder.resolve()
        self._by_name: dict[str, list[tuple[str, ...]]] | None = None

    def find(self, written: str) -> Path:
        """The file that a feed means.

        Parameters
        ----------
        written : str
            A path below the folder, or one of a shop or another machine whose end lies below it (Magento's
            "/w/b/1.jpg" in media/catalog/product); with backslashes, "./", %20 or other case.

        Raises
        ------
        NotFound
            There is none, or several files are meant as well.
        """
        for text in dict.fromkeys((written, unquote(written))):
            parts = _parts(text)
            if parts and ".." not in parts:
                direct = self._file(parts)
                match = direct or self._matching(parts, is_absolute=_is_absolute(text))
                if match is not None:
                    return match
        raise NotFound(f"the feed's folder contains no file {written[:80]}.",
                       "Write whole addresses, or paths inside the folder of the feed.")

    def _file(self, parts: tuple[str, ...]) -> Path | None:
        try:
            path = self._folder.joinpath(*parts).resolve()
            return path if path.is_relative_to(self._root) and path.is_file() else None
        except (OSError, ValueError):  # too long, or with a zero byte
            return None

    def _matching(self, parts: tuple[str, ...], *, is_absolute: bool) -> Path | None:
        """The one file whose path ends as the feed writes it; of a path of another machine, the longest end that fits.

        A name alone is not enough there, unless the file lies beside the feed: many products may have a main.jpg.
        """
        lower = tuple(part.lower() for part in parts)
        candidates = self._index().get(lower[-1], [])
        whole = [path for path in candidates if tuple(part.lower() for part in path) == lower]
        if len(whole) == 1:
            return self._file(whole[0])
        for start in range(len(lower) if is_absolute else 1):
            tail = lower[start:]
            matches = [path for path in candidates if tuple(part.lower() for part in path[-len(tail):]) == tail]
            if start and len(tail) == 1:
                matches = [path for path in matches if len(path) == 1]
            exact = [path for path in matches if path[-len(tail):] == parts[start:]]
            if len(exact or matches) == 1:
                return self._file((exact or matches)[0])
            if matches:
                return None
        return None

    def _index(self) -> dict[str, list[tuple[str, ...]]]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            count = 0
            for parent, folders, names in os.walk(self._folder):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                inner = Path(parent).relative_to(self._folder).parts
                for name in names:
                    self._by_name[name.lower()].append((*inner, name))
                count += len(names)
                if count > MOST_FILES:
                    break
        return self._by_name


def _parts(text: str) -> tuple[str, ...]:
    path = _DRIVE.sub("", text.strip(), count=1) if _DRIVE.match(text.strip()) else text.strip()
    return tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", "."))


def _is_absolute(text: str) -> bool:
    return text.strip()[:1] in ("/", "\\") or _DRIVE.match(text.strip()) is not None
