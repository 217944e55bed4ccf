"""Model files from the internet: on request only, capped, checked, and pinned by the first download.

The SHA-256 of what came first is written down; a later download of the same address must match it.
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

SECONDS = 600.0
PINS = "pins.json"


class Body(Protocol):
    """What a fetch gives; see `core.sources.fetching.fetch.Response`."""

    @property
    def data(self) -> bytes:
        """The bytes that came."""


Fetch = Callable[[str, Settings], Body]
Say = Callable[[str], None]


def downloaded(settings: Settings, url: str, fetch: Fetch | None, *, limit: int, say: Say,
               check: Callable[[Path], None] | None = None) -> Path:
    """The file of an address: kept from before, or downloaded, checked and pinned.

    Parameters
    ----------
    settings : Settings
        `data_dir` keeps the file and its pin.
    url : str
    fetch : callable or None
        `core.sources.fetching.fetch.fetch`; None where nothing may be downloaded.
    limit : int
        Most bytes that may come.
    say : callable
        Told in sentences what is going on, the checksum included.
    check : callable, optional
        Raises for a file that is not what was wanted; such a file is neither kept nor pinned.

    Returns
    -------
    Path

    Raises
    ------
    ModelMissing
        If it cannot be downloaded, or differs from the first download.
    SetupError
        If the data folder cannot be written, or its pins cannot be read.
    """
    folder, name = settings.data_dir / "models", url.rpartition("/")[2].partition("?")[0]
    pin = _pins(folder / PINS).get(url)
    if pin and _is(folder / f"{pin['sha256'][:12]}-{name}", pin["sha256"]):
        return folder / f"{pin['sha256'][:12]}-{name}"
    say(f"Downloading {url}, at most {limit / 1e6:,.0f} MB.")
    data = _fetched(settings, url, fetch, limit)
    with folder_beside(folder / name) as part:
        (part / name).write_bytes(data)
        digest = sha256_of(part / name)
        if pin and digest != pin["sha256"]:
            raise ModelMissing(f"{url} gave a file with SHA-256 {digest}, but the first download had {pin['sha256']}.",
                               f"If the new file is meant, remove the address from {folder / PINS} and try again.")
        if check:
            check(part / name)
        os.replace(part / name, folder / f"{digest[:12]}-{name}")
        _pin(part, folder, {url: {"sha256": digest, "bytes": len(data)}})
    meaning = "as pinned" if pin else "pinned: a later download must be the same"
    say(f"Downloaded {len(data):,} bytes, SHA-256 {digest}; {meaning}.")
    return folder / f"{digest[:12]}-{name}"


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A folder on the same disk as `target`, gone afterwards; so that finished work is moved there in one step.

    Raises
    ------
    SetupError
        If the place cannot be written, also while the folder is in use.
    """
    part: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
        yield part
    except OSError as error:
        raise SetupError(f"The folder {target.parent} cannot be written: {error.strerror}.",
                         "Set MERCHLENS_DATA_DIR to a folder that can, with room for the model.") from None
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
                         "Correct or remove it; then downloads are pinned anew.") from None


def _pin(part: Path, folder: Path, pin: dict[str, dict[str, Any]]) -> None:
    """Write an address's checksum down, by way of the folder `part`."""
    date = {"date": datetime.now(UTC).isoformat(timespec="seconds")}
    pins = {**_pins(folder / PINS), **{url: {**values, **date} for url, values in pin.items()}}
    (part / PINS).write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    os.replace(part / PINS, folder / PINS)


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_of(path) == digest


def _fetched(settings: Settings, url: str, fetch: Fetch | None, limit: int) -> bytes:
    by_hand = f"Save {url} elsewhere and give the path of the file."
    if fetch is None:
        raise ModelMissing(f"{url} is not on this machine, and nothing is downloaded here.", by_hand)
    wider = settings.model_copy(update={"max_bytes": limit, "fetch_seconds": SECONDS})
    try:
        return fetch(url, wider).data
    except InputError as error:
        raise ModelMissing(f"{url} could not be downloaded: {error.message}", by_hand) from None
