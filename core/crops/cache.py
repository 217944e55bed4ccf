"""Rendered files on disk, up to a limit; what was not asked for the longest goes first."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.nouns.crop import Rendering
from core.site import Site

VERSION = 1  # of what renders; another one renders anew
KEPT = 0.8  # of the limit, once it was reached


def cache_of(site: Site) -> Cache:
    """The site's cache; for `Site.part`."""
    return Cache(site.settings.data_dir / "crops" / "cache", round(site.settings.crop_cache_mb * 1e6))


def key_of(picture_id: str, rendering: Rendering) -> str:
    """What a rendered file depends on, as 64 hex digits; also its entity tag."""
    return hashlib.sha256(f"{VERSION} {picture_id} {rendering}".encode()).hexdigest()


class Cache:
    """Files by their key, safe to share between threads; other processes may use the same folder.

    Parameters
    ----------
    folder : Path
        Made when the first file is kept.
    most_bytes : int
        Of all files together; 0 keeps nothing.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most = folder, most_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None
        self._making: dict[str, tuple[threading.Lock, int]] = {}

    def find(self, key: str) -> bytes | None:
        """A kept file; None where there is none."""
        try:
            data = self._path(key).read_bytes()
            os.utime(self._path(key))
            return data
        except OSError:
            return None

    def keep(self, key: str, data: bytes) -> None:
        """Keep a file; a full disk keeps nothing, since it can be rendered again."""
        if len(data) > self._most:
            return
        path = self._path(key)
        part = path.with_suffix(f".{os.urandom(4).hex()}.part")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
            with self._lock:
                self._bytes = (self._count() if self._bytes is None else self._bytes + len(data))
                if self._bytes > self._most:
                    self._bytes = self._prune()

    @contextmanager
    def making(self, key: str) -> Iterator[None]:
        """One thread at a time makes a file; the others that want it wait, and look again."""
        with self._lock:
            lock, waiting = self._making.get(key, (threading.Lock(), 0))
            self._making[key] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                waiting = self._making[key][1] - 1
                if waiting:
                    self._making[key] = lock, waiting
                else:
                    del self._making[key]

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key

    def _files(self) -> list[tuple[float, int, Path]]:
        """Time of the last use, size and path of each file."""
        found = []
        for path in self._folder.glob("??/*"):
            with suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        return found

    def _count(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _prune(self) -> int:
        files = sorted(self._files(), reverse=True)
        total = 0
        for _, size, path in files:
            if total + size <= KEPT * self._most:
                total += size
            else:
                path.unlink(missing_ok=True)
        return total
