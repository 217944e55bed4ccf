"""Model files from the internet: on request only, limited in size, checked, and pinned.

The first download of an address records its SHA-256; a later download must match it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from core.errors import InputError, ModelMissing, SetupError
from core.models.store import sha256_of
from core.settings import Settings

SECONDS = 600.0  # for one download
PINS = "pins.json"


class Body(Protocol):
    """The result of a fetch; see `core.sources.fetching.fetch.Response`."""

    @property
    def data(self) -> bytes:
        """The downloaded bytes."""


Fetch = Callable[[str, Settings], Body]
Say = Callable[[str], None]


def download(settings: Settings, url: str, fetch: Fetch | None, *, limit: int, say: Say,
             check: Callable[[Path], None] | None = None) -> Path:
    """Download a file, check and pin it; or return the file of an earlier download.

    Parameters
    ----------
    settings : Settings
        `data_dir` stores the file and its pin.
    url : str
    fetch : callable or None
        `core.sources.fetching.fetch.fetch`; None forbids downloads.
    limit : int
        Largest size in bytes.
    say : callable
        Receives a sentence before and after the download, with the checksum.
    check : callable, optional
        Raises for an unsuitable file, which is then neither stored nor pinned.

    Returns
    -------
    Path

    Raises
    ------
    ModelMissing
        When the download fails, or differs from the first one.
    SetupError
        When the data folder cannot be written, or its pins cannot be read.
    """
    folder, name = settings.data_dir / "models", url.rpartition("/")[2].partition("?")[0]
    pin = _pins(folder / PINS).get(url)
    if pin and _is(folder / f"{pin['sha256'][:12]}-{name}", pin["sha256"]):
        return folder / f"{pin['sha256'][:12]}-{name}"
    say(f"Downloading {url} (at most {limit / 1e6:,.0f} MB).")
    data = _fetch(settings, url, fetch, limit)
    with scratch_folder(folder / name) as part:
        (part / name).write_bytes(data)
        digest = sha256_of(part / name)
        if pin and digest != pin["sha256"]:
            raise ModelMissing(f"{url} has changed: its SHA-256 is {digest}, but was {pin['sha256']} at first.",
                               f"To accept the new file, remove the address from {folder / PINS} and try again.")
        if check:
            check(part / name)
        os.replace(part / name, folder / f"{digest[:12]}-{name}")
        _pin(part, folder, {url: {"sha256": digest, "bytes": len(data)}})
    meaning = "as pinned" if pin else "now pinned, so a later download must match"
    say(f"Downloaded {len(data):,} bytes, SHA-256 {digest}; {meaning}.")
    return folder / f"{digest[:12]}-{name}"


@contextmanager
def scratch_folder(target: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as `target`, from which finished files can be moved there in one step.

    Parameters
    ----------
    target : Path
        Where the finished file or folder will be.

    Yields
    ------
    Path
        Removed, with its content, at the end.

    Raises
    ------
    SetupError
        When the disk cannot be written, now or in the block.
    """
    part: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
        yield part
    except OSError as error:
        raise SetupError(f"The folder {target.parent} cannot be written: {error.strerror}.",
                         "Set MERCHLENS_DATA_DIR to a writable folder with enough free space.") from None
    finally:
        if part:
            shutil.rmtree(part, ignore_errors=True)


def _pins(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        pins = json.loads(path.read_text(encoding="utf-8"))
        return {url: {"sha256": str(pin["sha256"]), **pin} for url, pin in pins.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise SetupError(f"{path} is damaged: it must be a JSON object of address to sha256.",
                         "Correct the file, or remove it; downloads are then pinned again.") from None


def _pin(part: Path, folder: Path, pin: dict[str, dict[str, Any]]) -> None:
    """Record the checksum of an address; the folder `part` holds the new file until it is complete."""
    date = {"date": datetime.now(UTC).isoformat(timespec="seconds")}
    pins = {**_pins(folder / PINS), **{url: {**values, **date} for url, values in pin.items()}}
    (part / PINS).write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    os.replace(part / PINS, folder / PINS)


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_of(path) == digest


def _fetch(settings: Settings, url: str, fetch: Fetch | None, limit: int) -> bytes:
    by_hand = f"Download {url} yourself, and give the path of the file."
    if fetch is None:
        raise ModelMissing(f"{url} is not on this machine, and downloads are off here.", by_hand)
    wider = settings.model_copy(update={"max_bytes": limit, "fetch_seconds": SECONDS})
    try:
        return fetch(url, wider).data
    except InputError as error:
        raise ModelMissing(f"{url} could not be downloaded: {error.message}", by_hand) from None
