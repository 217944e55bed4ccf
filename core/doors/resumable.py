"""Uploads that go on after a lost connection or a restart of the server.

Each is two files in the data folder: the bytes that have come, whose number is the offset, and what was said of them
as JSON. Only an id that was drawn here becomes a path. Nothing is decoded here; a file that is whole is taken like any
other upload by whoever names its id. `core.doors.api.uploads` speaks to clients.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from weakref import WeakValueDictionary

from core.errors import Changed, Misuse, NotFound, SetupError, TooLarge
from core.settings import Settings
from core.site import Site
from core.words.numerals import count

FOLDER = "resumable"  # of the data folder
KINDS = ("photo", "file")
MOST, TIMES = 1000, 3  # uploads at once; times `upload_mb` that they may take together
KEPT_SECONDS = 86_400.0  # after the last byte
LONGEST_NAME = 200
_ID = re.compile(r"[0-9a-f]{32}")
_BAD = re.compile(r"[/\\\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Partial:
    """An upload as it stands.

    Attributes
    ----------
    upload_id : str
    name : str
        What its sender calls the file; shown, never used as a path.
    kind : {"photo", "file"}
    length, offset : int
        Bytes of the whole file, and that have come.
    path : Path
    expires : float
        When it is deleted, in seconds since 1970.
    """

    upload_id: str
    name: str
    kind: str
    length: int
    offset: int
    path: Path
    expires: float


class Resumable:
    """The uploads of one site; safe to share between threads. Open it by `site.part(Resumable)`."""

    def __init__(self, site: Site) -> None:
        self._settings = site.settings
        self._folder = site.settings.data_dir / FOLDER
        self._writers: WeakValueDictionary[str, Writer] = WeakValueDictionary()
        self._lock = threading.RLock()

    def create(self, length: int, name: str, kind: str = "photo") -> str:
        """Make room for a file, before any byte of it is taken; gives the id, which nobody can guess.

        Parameters
        ----------
        length : int
            Bytes.
        name : str
        kind : {"photo", "file"}
            "file" is a feed, table, list or ZIP.

        Raises
        ------
        Misuse
            No such kind, an empty file, or a name that is no plain file name.
        TooLarge
            Over the limit of its kind, or of all uploads together.
        SetupError
            The data folder cannot be written, or its disk is full.
        """
        if kind not in KINDS:
            raise Misuse(f"The kind of an upload is photo or file, not {kind[:20]!r}.", "Leave it out for a photo.")
        name = plain_name(name)
        check_length(self._settings, length, kind)
        with self._lock:
            sweep(self._folder)
            known = self._all()
            room = TIMES * self._settings.upload_mb * 1_000_000 - sum(one.length for one in known)
            if length > room or len(known) >= MOST:
                raise TooLarge(f"There is no room for {length / 1e6:,.1f} MB: {count(len(known), 'upload')} under way "
                               f"leave {max(0, room) / 1e6:,.1f} MB.", "Delete some of them, or try again tomorrow.")
            upload_id = secrets.token_hex(16)
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if shutil.disk_usage(self._folder).free < length:
                    raise SetupError(f"The disk of the data folder has no room for {length / 1e6:,.1f} MB.",
                                     "Make room on it.")
                said = {"length": length, "name": name, "kind": kind}
                self._said(upload_id).write_text(json.dumps(said), "utf-8")
                self._bytes(upload_id).touch()
            except OSError as error:
                raise _not_stored(error) from None
        return upload_id

    def find(self, upload_id: str) -> Partial:
        """An upload as it stands; raises NotFound."""
        if not _ID.fullmatch(upload_id):
            raise _unknown()
        path = self._bytes(upload_id)
        try:
            said = json.loads(self._said(upload_id).read_text("utf-8"))
            seen = path.stat()
        except (OSError, ValueError):
            raise _unknown() from None
        return Partial(upload_id, said["name"], said["kind"], said["length"], seen.st_size, path,
                       seen.st_mtime + KEPT_SECONDS)

    def whole(self, upload_id: str) -> Partial:
        """An upload of which every byte has come.

        Raises
        ------
        NotFound
        Misuse
            Some are missing.
        """
        found = self.find(upload_id)
        if found.offset < found.length:
            raise Misuse(f"Only {found.offset:,} of {found.length:,} bytes of this upload have come.",
                         "Send the rest first.")
        return found

    def stop(self, upload_id: str) -> None:
        """End the request that still writes to an upload: its sender has come back by another connection."""
        with self._lock:
            writer = self._writers.pop(upload_id, None)
            if writer is not None:
                writer.close()

    def write(self, upload_id: str, offset: int, size: int | None = None,
              checksum: tuple[str, bytes] | None = None) -> Writer:
        """Begin to take the next bytes; who wrote before is ended.

        Parameters
        ----------
        upload_id : str
        offset : int
            At which the sender goes on.
        size : int, optional
            Bytes that are to come, where the sender said so.
        checksum : (str, bytes), optional
            Algorithm and digest of these bytes: they count once all of them have come and agree.

        Raises
        ------
        NotFound, TooLarge
        Changed
            The offset is another one.
        """
        with self._lock:
            self.stop(upload_id)
            found = self.find(upload_id)
            if offset != found.offset:
                raise Changed(f"This upload has {found.offset:,} bytes, so it does not go on at {offset:,}.",
                              "Ask for its offset by HEAD, and go on there.")
            if size is not None and offset + size > found.length:
                raise too_long(found.length)
            writer = self._writers[upload_id] = Writer(self._lock, found, checksum)
        return writer

    def remove(self, upload_id: str) -> None:
        """Delete an upload; raises NotFound."""
        with self._lock:
            self.find(upload_id)
            self._delete(upload_id)

    def _all(self) -> list[Partial]:
        found = []
        for path in self._folder.glob("*.json"):
            with suppress(NotFound):
                found.append(self.find(path.stem))
        return found

    def _delete(self, upload_id: str) -> None:
        self.stop(upload_id)
        for path in (self._bytes(upload_id), self._said(upload_id), chunk_of(self._bytes(upload_id))):
            path.unlink(missing_ok=True)

    def _bytes(self, upload_id: str) -> Path:
        return self._folder / upload_id

    def _said(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.json"


class Writer:
    """Bytes on their way into one upload. Those with a checksum wait in a file of their own until they agree."""

    def __init__(self, lock: threading.RLock, upload: Partial, checksum: tuple[str, bytes] | None) -> None:
        self._lock, self._upload, self._checksum = lock, upload, checksum
        self._digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        self._left = upload.length - upload.offset
        self._file: IO[bytes] | None = None
        try:
            upload.path.touch()  # it is not left
            self._file = chunk_of(upload.path).open("wb") if checksum else upload.path.open("ab")
        except OSError as error:
            raise _not_stored(error) from None

    def write(self, data: bytes) -> None:
        """Take the next bytes; raises TooLarge, Changed where another request goes on, SetupError on a full disk."""
        with self._lock:
            if self._file is None:
                raise Changed("Another request goes on with this upload.", "Ask for its offset by HEAD.")
            if len(data) > self._left:
                raise too_long(self._upload.length)
            self._left -= len(data)
            if self._digest is not None:
                self._digest.update(data)
            try:
                self._file.write(data)
            except OSError as error:
                raise _not_stored(error) from None

    def end(self) -> bool:
        """Count what has come; False where it does not agree with its checksum and was dropped."""
        with self._lock:
            if self._file is None:
                raise Changed("Another request goes on with this upload.", "Ask for its offset by HEAD.")
            agrees = self._checksum is None or (self._digest is not None
                                                and self._digest.digest() == self._checksum[1])
            self._shut()
            try:
                if self._checksum is not None and agrees:
                    with chunk_of(self._upload.path).open("rb") as came, self._upload.path.open("ab") as kept:
                        shutil.copyfileobj(came, kept)
            except OSError as error:
                raise _not_stored(error) from None
            finally:
                self.close()
            return agrees

    def close(self) -> None:
        """Stop; what came without a checksum is kept, the rest is dropped."""
        with self._lock:
            self._shut()
            chunk_of(self._upload.path).unlink(missing_ok=True)

    def _shut(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None


def sweep(folder: Path) -> None:
    """Delete uploads to which nothing was added for a day.

    Parameters
    ----------
    folder : Path
        `FOLDER` of the data folder; it may be missing.
    """
    for path in list(folder.glob("*")):
        with suppress(OSError):
            newest = path.with_suffix("")  # its bytes, also of what was said of them
            if time.time() - (newest if newest.exists() else path).stat().st_mtime > KEPT_SECONDS:
                path.unlink()


def limit_of(settings: Settings, kind: str) -> int:
    """Bytes that an upload of a kind may have."""
    return settings.max_bytes if kind == "photo" else settings.upload_mb * 1_000_000


def check_length(settings: Settings, length: int, kind: str) -> None:
    """Raises Misuse for an empty file, TooLarge for one over the limit of its kind."""
    limit = limit_of(settings, kind)
    if length < 1:
        raise Misuse("An upload has at least one byte.", "See whether the file is whole.")
    if length > limit:
        hint = ("Save it smaller or with more compression; a feed or ZIP is of the kind file." if kind == "photo" else
                "Split it, or put it on a web server and give its address.")
        raise TooLarge(f"The file has {length / 1e6:,.1f} MB; a {kind} has at most {limit / 1e6:,g} MB.", hint)


def plain_name(name: str) -> str:
    """A file's name as its sender says it; raises Misuse for one that is a path, has control characters or is long.

    Examples
    --------
    >>> plain_name(" shelf 12.jpg")
    'shelf 12.jpg'
    """
    name = name.strip() or "upload"
    if _BAD.search(name) or name in (".", "..") or len(name) > LONGEST_NAME:
        raise Misuse(f"The name of an upload is a file's name without folders and control characters, of at most "
                     f"{LONGEST_NAME} letters.", "Send such as shelf.jpg.")
    return name


def too_long(length: int) -> TooLarge:
    """What more bytes than were announced meet."""
    return TooLarge(f"More bytes came than the {length:,} of this upload.",
                    "Ask for its offset by HEAD and send the rest, or begin a new upload.")


def chunk_of(path: Path) -> Path:
    """Where bytes wait whose checksum is not known yet."""
    return path.with_suffix(".chunk")


def _unknown() -> NotFound:
    return NotFound("There is no upload of this id; it may have been deleted a day after its last byte.",
                    "Begin a new one: POST /api/uploads.")


def _not_stored(error: OSError) -> SetupError:
    return SetupError(f"The upload could not be stored: {error.strerror}.", "Make room on the disk of the data folder.")
