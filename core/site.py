"""The composition root: one site's settings, folders, database and worker processes. It knows no subject.

A room that needs something for as long as the site is open (a job board, studies at work) gives its class to
`Site.part`, which opens it once and closes it with the site. So every import points from a subject to the site.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from core.errors import SetupError
from core.processes.pool import INTERACTIVE, Pool
from core.settings import Settings

if TYPE_CHECKING:  # the database's packages load when it is first asked for
    from core.catalog.store import Store

Part = TypeVar("Part")
_CHUNK = 1 << 20
# What rooms and the database keep in the data folder.
OWN = frozenset(("inbox", "previews", "uploads", "incoming", "sources", "reports", "sales", "datasets", "demo",
                 "explanations", "evaluations", "exports", "trainings", "models", "similar", "skus", "batches", "crops",
                 "resumable", "workers.log", "faces.json", "catalogue.db", "catalogue.db-wal", "catalogue.db-shm"))


class Site:
    """What the doors share. Open one for each process and close it at the end.

    Parameters
    ----------
    settings : Settings
        Limits, folders, models.
    warm_up : str
        Task ("core.<room>.tasks:<name>") that each worker process runs as it starts, such as opening its models.

    Raises
    ------
    SetupError
        When the data folder cannot be written.
    """

    def __init__(self, settings: Settings, warm_up: str = "") -> None:
        try:
            for name in ("inbox", "previews"):
                (settings.data_dir / name).mkdir(parents=True, exist_ok=True)
            make_private(settings.data_dir)
        except OSError as error:
            raise SetupError(f"The data folder {settings.data_dir} cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None
        self.settings = settings
        self._warm_up = warm_up
        self._pool: Pool | None = None
        self._store: Store | None = None
        self._parts: dict[Callable[[Site], Any], Any] = {}
        self._lock = threading.RLock()

    @property
    def pool(self) -> Pool:
        """The worker processes, started when they are first asked for."""
        with self._lock:
            if self._pool is None:
                self._pool = Pool(self.settings, warm_up=self._warm_up)
            return self._pool

    @property
    def setup_error(self) -> SetupError | None:
        """Why the worker processes that were started cannot work; None while they can, or before they start."""
        return self._pool.setup_error if self._pool else None

    @property
    def store(self) -> Store:
        """The site's database, opened when it is first asked for; raises SetupError."""
        with self._lock:
            if self._store is None:
                from core.catalog.store import Store

                self._store = Store(self.settings.database)
            return self._store

    def part(self, open_part: Callable[[Site], Part]) -> Part:
        """What a room keeps open: `open_part(site)` the first time, the same object after that.

        Parameters
        ----------
        open_part : callable
            A class or function of the room. What it returns is closed with the site when it has a `close`.
        """
        with self._lock:
            if open_part not in self._parts:
                self._parts[open_part] = open_part(self)
            part: Part = self._parts[open_part]
            return part

    def run(self, task: str, *arguments: Any) -> Any:
        """Run one task in a worker process while somebody waits: it goes before all queued work."""
        return self.pool.submit(task, *arguments, priority=INTERACTIVE).result()

    def keep(self, data: bytes) -> Path:
        """Write bytes to the inbox under their hash, once.

        Returns
        -------
        Path
            `data_dir/inbox/<sha256>`; the name that a stranger gave is not used.
        """
        path = self.settings.data_dir / "inbox" / hashlib.sha256(data).hexdigest()
        if not path.exists() or path.stat().st_size != len(data):  # a power cut may have left less
            part = path.with_suffix(f".{os.urandom(4).hex()}.part")
            try:
                part.write_bytes(data)
                part.replace(path)
            except OSError as error:
                raise SetupError(f"The picture could not be stored: {error.strerror}.",
                                 "Make room on the disk of the data folder.") from None
        else:
            path.touch()  # what lies unused for a week is deleted
        return path

    def find(self, picture_id: str) -> Path | None:
        """The file that `keep` has written for these bytes; None where it is gone, or a power cut has damaged it."""
        path = self.settings.data_dir / "inbox" / picture_id
        try:
            with path.open("rb") as file:
                return path if hashlib.file_digest(file, "sha256").hexdigest() == picture_id else None
        except OSError:  # the folder itself, where there is no picture_id
            return None

    def keep_upload(self, content: IO[bytes], suffix: str) -> Path:
        """Write an uploaded feed, list, table or archive into its own folder: a feed may name files beside it.

        Parameters
        ----------
        content : binary file
            Read to its end.
        suffix : str
            Such as ".csv"; tells what it is.
        """
        folder = self.settings.data_dir / "uploads"
        part = folder / f"{os.urandom(8).hex()}.part"
        digest = hashlib.sha256()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                while data := content.read(_CHUNK):
                    digest.update(data)
                    file.write(data)
            own = folder / digest.hexdigest()
            own.mkdir(exist_ok=True)
            return part.replace(own / f"upload{suffix}")
        except OSError as error:
            part.unlink(missing_ok=True)
            raise SetupError(f"The upload could not be stored: {error.strerror}.",
                             "Make room on the disk of the data folder.") from None

    def close(self) -> None:
        """Close the rooms' parts, the newest first, then the worker processes and the database."""
        with self._lock:
            parts, self._parts = list(self._parts.values()), {}
        for part in reversed(parts):
            close = getattr(part, "close", None)
            if close is not None:
                close()
        if self._pool is not None:
            self._pool.close()
        if self._store is not None:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def make_private(folder: Path) -> None:
    """Keep other users of the machine out of a data folder; where it holds foreign things too, out of what is ours.

    Parameters
    ----------
    folder : Path
        Photos, sales tables and results lie in it.
    """
    entries = list(folder.iterdir())
    is_ours = all(entry.name in OWN for entry in entries)
    for path in [folder] if is_ours else [entry for entry in entries if entry.name in OWN]:
        with suppress(PermissionError, FileNotFoundError):  # another user's, who decides
            path.chmod(0o700 if path.is_dir() else 0o600)
