"""The snapshot as a file of the data folder, so that a new process reads what changed and not the whole catalog."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.catalog.tables import HEAD
from core.search.snapshot import COLUMNS, Snapshot
from core.settings import Settings

FORM = 2  # changes with what is written
_ARRAYS = ("ids", "codes", "rows", "scores", "numbers")


@dataclass(frozen=True)
class Stored:
    """A snapshot with how far it has read.

    Attributes
    ----------
    snapshot : Snapshot
    newest : float
        Of `pictures.changed`, the newest that it holds.
    corrected : int
        Id of the newest correction that it holds.
    recent : dict of str to float
        Pictures that changed shortly before `newest`, and when: they need not be read again.
    """

    snapshot: Snapshot
    newest: float
    corrected: int
    recent: dict[str, float]


def save(settings: Settings, stored: Stored) -> None:
    """Write a snapshot, whole or not at all; a full disk is no failure, the next process reads the catalog again."""
    path = _path(settings)
    part = path.with_suffix(f".{os.getpid()}.part")
    snapshot = stored.snapshot
    about = {"form": FORM, "database": _database(settings), "newest": stored.newest, "corrected": stored.corrected,
             "values": snapshot.values, "recent": stored.recent}
    arrays = {name: getattr(snapshot, name) for name in _ARRAYS} | {name: snapshot.columns[name] for name in COLUMNS}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            np.savez(out, about=np.frombuffer(json.dumps(about).encode(), np.uint8), **arrays)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def load(settings: Settings) -> Stored | None:
    """The snapshot of this database, or None where there is none that can be read."""
    try:
        with np.load(_path(settings), allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            if (about["form"], about["database"]) != (FORM, _database(settings)):
                return None
            arrays = {name: file[name] for name in _ARRAYS}
            columns = {name: file[name] for name in COLUMNS}
            values = [(name, value) for name, value in about["values"]]
            return Stored(Snapshot(values=values, columns=columns, **arrays), about["newest"], about["corrected"],
                          about["recent"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        return None  # not there yet, of another form, or cut off


def _path(settings: Settings) -> Path:
    return settings.data_dir / "search" / "snapshot.npz"


def _database(settings: Settings) -> str:
    """Tells one database from another, without its password."""
    return hashlib.sha256(f"{HEAD} {settings.database}".encode()).hexdigest()[:16]
