"""Uploads of visitors lie on disk, within limits, and not in the memory of the server.

Streamlit keeps what an uploader takes in memory until the session has ended. `core.doors.upload_door` takes the body of
an upload away, writes it into a folder of this process and hands Streamlit an empty file of the same name, so that
Streamlit's own checks (session, XSRF token) decide as before. Pages read the content by `Uploads.find`.

A file over a limit is taken in and dropped, not refused: browsers show nobody the words of a refusal, but the page can.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from core.errors import MerchlensError, SetupError, TooLarge
from core.settings import read_settings

FILE_MB = 200  # one file; larger ones belong into a folder of the server or on a web server
SESSIONS = 3  # so many times what one session may hold is what all may hold together
GONE_SECONDS = 300.0  # a session that is not connected for so long has ended
OLD_SECONDS = 86_400.0  # what a killed process left behind
HINT = "Start with the files that are there, or reload the page, which drops them; then add the rest."


@dataclass(frozen=True)
class Upload:
    """One uploaded file.

    Attributes
    ----------
    path : Path or None
        Where it lies; None where it was not kept.
    size : int
        Bytes, also of a file that was not kept.
    error : MerchlensError or None
        Why it was not kept.
    """

    path: Path | None
    size: int
    error: MerchlensError | None = None

    def open(self) -> IO[bytes]:
        """The content; raises `error` where there is none."""
        if self.path is None:
            assert self.error is not None
            raise self.error
        return self.path.open("rb")


class Uploads:
    """The uploads of all sessions of this process; safe to share between threads.

    Parameters
    ----------
    folder : Path
        Gets a folder for this process, readable by its user only.
    session_bytes : int
        What one session may hold at once; all together hold three times as much.
    is_active : callable
        Tells by a session's id whether it is connected.
    """

    def __init__(self, folder: Path, session_bytes: int, is_active: Callable[[str], bool]) -> None:
        self.is_active = is_active
        self._parent, self._session_bytes = folder, session_bytes
        self._folder: Path | None = None
        self._files: dict[str, dict[str, Upload]] = defaultdict(dict)
        self._used: Counter[str] = Counter()
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def find(self, session_id: str, file_id: str) -> Upload | None:
        """An upload, or None where this process has none of that name."""
        with self._lock:
            return self._files.get(session_id, {}).get(file_id)

    def receive(self, session_id: str) -> Receiving:
        """Begin to take in a file of a session."""
        with self._lock:
            self._seen[session_id] = time.monotonic()
        return Receiving(self, session_id)

    def keep(self, session_id: str, file_id: str, upload: Upload) -> None:
        """Write down a file that has come in whole; one of the same name is replaced."""
        self.remove(session_id, file_id)
        with self._lock:
            self._files[session_id][file_id] = upload

    def remove(self, session_id: str, file_id: str) -> None:
        """Delete a file, if there is one."""
        with self._lock:
            upload = self._files.get(session_id, {}).pop(file_id, None)
        if upload is not None and upload.path is not None:
            upload.path.unlink(missing_ok=True)
            self.free(session_id, upload.size)

    def sweep(self) -> None:
        """Delete the files of sessions that have ended."""
        now = time.monotonic()
        with self._lock:
            self._seen |= {session_id: now for session_id in self._seen if self.is_active(session_id)}
            gone = [session_id for session_id, seen in self._seen.items() if now - seen > GONE_SECONDS]
            files = {session_id: list(self._files.get(session_id, {})) for session_id in gone}
        for session_id, names in files.items():
            for file_id in names:
                self.remove(session_id, file_id)
            with self._lock:
                self._seen.pop(session_id, None)
                self._files.pop(session_id, None)
                self._used.pop(session_id, None)

    def close(self) -> None:
        """Delete everything."""
        with self._lock:
            folder, self._folder = self._folder, None
            self._files.clear()
            self._used.clear()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def claim(self, session_id: str, size: int) -> bool:
        """Count bytes that are about to be written; False where they are too many."""
        with self._lock:
            fits = (self._used[session_id] + size <= self._session_bytes
                    and self._used.total() + size <= SESSIONS * self._session_bytes)
            self._used[session_id] += size if fits else 0
        return fits

    def free(self, session_id: str, size: int) -> None:
        """Count bytes that are gone."""
        with self._lock:
            self._used[session_id] -= size

    def full(self) -> TooLarge:
        """What a file meets that has no room."""
        return TooLarge(f"There is no room for this file: one visitor may hold {self._session_bytes / 1e6:,.0f} MB of "
                        f"uploads at once, all together {SESSIONS} times as much.", HINT)

    def place(self) -> Path:
        """The folder of this process; raises OSError."""
        with self._lock:
            if self._folder is None or not self._folder.is_dir():
                self._parent.mkdir(parents=True, exist_ok=True)
                for left in self._parent.iterdir():
                    with suppress(OSError):
                        if time.time() - left.stat().st_mtime > OLD_SECONDS:
                            shutil.rmtree(left)
                self._folder = Path(tempfile.mkdtemp(dir=self._parent))
            return self._folder


class Receiving:
    """A file on its way; not safe to share."""

    def __init__(self, uploads: Uploads, session_id: str) -> None:
        self._uploads, self._session_id = uploads, session_id
        self._size = self._kept = 0
        self._file: IO[bytes] | None = None
        self._error: MerchlensError | None = None

    def write(self, data: bytes) -> None:
        """Take in the next bytes; those of a file that is not kept are only counted."""
        self._size += len(data)
        if self._error is not None:
            return
        if self._size > FILE_MB * 1_000_000 or not self._uploads.claim(self._session_id, len(data)):
            self._drop(self._uploads.full())
            return
        self._kept += len(data)
        try:
            if self._file is None:
                folder = self._uploads.place()
                self._file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - until the end
            self._file.write(data)
        except OSError as error:
            self._drop(SetupError(f"The upload could not be stored: {error.strerror}.",
                                  "Make room on the disk of the data folder."))

    def end(self) -> Upload:
        """The file, once all of it has come."""
        if not self._size:
            self.write(b"")
        if self._size > FILE_MB * 1_000_000:
            self._error = TooLarge(f"The file has {self._size / 1e6:,.1f} MB; an upload has at most {FILE_MB} MB.",
                                   "Use a smaller file, or put it on a web server and give its address.")
        if self._file is None:
            return Upload(None, self._size, self._error)
        self._file.close()
        return Upload(Path(self._file.name), self._size)

    def abort(self) -> None:
        """Forget what has come."""
        self._drop(self._error)

    def _drop(self, error: MerchlensError | None) -> None:
        self._error = error
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
        self._uploads.free(self._session_id, self._kept)
        self._file, self._kept = None, 0


@cache
def uploads() -> Uploads:
    """The uploads of this process."""
    from streamlit import runtime

    settings = read_settings()

    def is_active(session_id: str) -> bool:
        return runtime.exists() and runtime.get_instance().is_active_session(session_id)

    return Uploads(settings.data_dir / "incoming", settings.upload_mb * 1_000_000, is_active)
