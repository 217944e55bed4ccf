"""Models that are not bundled: found in a browser's profile, downloaded on request, converted from ultralytics weights.

`prepared` turns what the operator wished for (a keyword, a stock name, a .pt) into files that `weights.entry` opens.
Nothing here loads a model: files of strangers are opened by processes of their own.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import errors
from core.errors import ModelMissing, SetupError, WrongContract
from core.models import store
from core.models.browsers import model_files
from core.models.downloads import Fetch, Say, downloaded, folder_beside
from core.settings import ROOT, Settings

log = logging.getLogger(__name__)

# Wishes for the intent model that are no names of files.
FROM_BROWSER, BY_DOWNLOAD = "browser", "download"
# The public page of the original shopping classifier; another address can be given.
INTENT_URL = "https://huggingface.co/dejanseo/shopping-intent/resolve/main/model.tflite"
# ultralytics 8.4.190, utils/downloads.py: attempt_download_asset.
STOCK_URL = "https://github.com/ultralytics/assets/releases/download/v8.4.0/{name}"
STOCK_NAME = re.compile(r"yolo[a-z0-9._-]{1,40}\.pt")
MAX_INTENT_BYTES, MAX_WEIGHTS_BYTES = 50_000_000, 300_000_000
CHECK_SECONDS, CONVERSION_SECONDS = 120.0, 900.0
CONVERSION = 1  # counts up when core.learning.persons.conversion changes what it writes


@dataclass(frozen=True)
class BrowserModel:
    """A model with the shopping classifier's contract on this machine.

    Attributes
    ----------
    path : Path
    date : str
        Of the file, ISO 8601 in UTC.
    sha256 : str
    bytes : int
    """

    path: Path
    date: str
    sha256: str
    bytes: int


def prepared(settings: Settings, fetch: Fetch | None = None, *, say: Say = log.info) -> Settings:
    """The settings with wishes for models turned into what `weights.entry` opens; call once, before workers start.

    Parameters
    ----------
    settings : Settings
        `intent_model` may be "browser" or "download"; `persons_model` may be a .pt: a path, or a stock name such as
        "yolo11n.pt", which is downloaded where no such file is.
    fetch : callable, optional
        `core.sources.fetching.fetch.fetch`; without it nothing is downloaded.
    say : callable
        Told in sentences what is going on, checksums included.

    Returns
    -------
    Settings
        The same ones where nothing was to be done.

    Raises
    ------
    ModelMissing, WrongContract, SetupError
    """
    changes: dict[str, str] = {}
    if settings.persons_model.lower().endswith(".pt"):
        changes["persons_model"] = str(_persons(settings, fetch, say))
    if settings.intent_model == FROM_BROWSER:
        changes["intent_model"] = str(newest_in_browsers(say=say).path)
    elif settings.intent_model == BY_DOWNLOAD:
        changes["intent_model"] = str(download_intent(settings, fetch, say=say))
    return settings.model_copy(update=changes) if changes else settings


def check(settings: Settings) -> None:
    """Open the models that the operator named once, so that a refused one ends the start and not each picture.

    Parameters
    ----------
    settings : Settings
        As `prepared` returns them. Models of the manifest that nobody named are trusted: their checksums are known.

    Raises
    ------
    ModelMissing, WrongContract, SetupError
        The model's own error.
    """
    for role, model in (("persons", settings.persons_model), ("intent", settings.intent_model)):
        if model:
            _raise(_checked(role, [model], settings.models_dir)[0])


def in_browsers(roots: list[Path] | None = None) -> list[BrowserModel]:
    """Models with the contract in the profiles of browsers on this machine, newest first.

    Parameters
    ----------
    roots : list of Path, optional
        User-data folders to look in; those of Chrome, Chromium, Edge and Brave by default.
    """
    files = [path for path in model_files(roots) if path.stat().st_size <= MAX_INTENT_BYTES]
    accepted = {answer["model"] for answer in _checked("intent", files) if "error" not in answer}
    models = [_browser_model(path) for path in files if str(path) in accepted]
    return sorted(models, key=lambda item: item.date, reverse=True)


def newest_in_browsers(roots: list[Path] | None = None, *, say: Say = log.info) -> BrowserModel:
    """The newest model of `in_browsers`; raises ModelMissing when there is none."""
    models = in_browsers(roots)
    if not models:
        raise ModelMissing("No browser profile on this machine holds a model with the shopping classifier's contract.",
                           "Give the path of a .tflite, or “download”.")
    say(f"Using {models[0].path} of {models[0].date}, SHA-256 {models[0].sha256}.")
    return models[0]


def download_intent(settings: Settings, fetch: Fetch | None, *, url: str = INTENT_URL, say: Say = log.info) -> Path:
    """Download a .tflite with the contract, once; parameters as for `prepared`.

    Raises
    ------
    ModelMissing
        If it cannot be downloaded, or differs from what was downloaded first.
    WrongContract
        If what came is no such model; nothing is kept then.
    """
    return downloaded(settings, url, fetch, limit=MAX_INTENT_BYTES, say=say, check=_check_intent)


def converted(path: Path, data_dir: Path, *, say: Say = log.info) -> Path:
    """Convert ultralytics weights, once for each content; the work is done in a process of its own.

    Parameters
    ----------
    path : Path
        A .pt.
    data_dir : Path
        Keeps the result.
    say : callable

    Returns
    -------
    Path
        Folder with its own manifest, for `weights.entry`.

    Raises
    ------
    ModelMissing
        If the weights cannot be read.
    WrongContract
        If they are hostile, damaged or no detector of persons.
    SetupError
        If the data folder cannot be written, or the conversion does not end.
    """
    try:
        digest = store.sha256_of(path)
    except OSError as error:
        raise ModelMissing(f"{path} cannot be read: {error.strerror}.", "Check its path and rights.") from None
    folder = data_dir / "models" / f"{path.stem}-{digest[:12]}-{CONVERSION}"
    if (folder / "manifest.json").is_file():
        return folder
    say(f"Converting {path.name}, SHA-256 {digest}; this happens once.")
    with folder_beside(folder) as part:
        facts = _answers("core.learning.persons.conversion", [str(path.resolve()), str(part)], path.name,
                         seconds=CONVERSION_SECONDS)[-1]
        _raise(facts)
        _write_manifest(part, f"{path.stem}@{digest[:12]}", f"ultralytics weights {path.name}, SHA-256 {digest}", facts)
        if not folder.exists():  # else another process was faster
            os.replace(part, folder)
    return folder


def _persons(settings: Settings, fetch: Fetch | None, say: Say) -> Path:
    wish = settings.persons_model
    path = Path(wish).expanduser()
    if not path.is_file():
        if not STOCK_NAME.fullmatch(wish):
            raise ModelMissing(f"There are no ultralytics weights at {wish}.", "Check the path.")
        url = STOCK_URL.format(name=wish)
        path = downloaded(settings, url, fetch, limit=MAX_WEIGHTS_BYTES, say=say, check=_check_archive)
    return converted(path, settings.data_dir, say=say)


def _write_manifest(folder: Path, name: str, origin: str, facts: dict[str, Any]) -> None:
    pins = {file: {"sha256": store.sha256_of(folder / file), "bytes": (folder / file).stat().st_size}
            for file in ("persons.xml", "persons.bin")}
    side = facts["side"]
    entry = {"role": "persons", "file": "persons.xml", "files": pins, "origin": origin, "license": facts["license"],
             "labels": [facts["label"]], "input": {"size_wh": [side, side], "letterbox": 114},
             "thresholds": store.BARE_THRESHOLDS["persons"]}
    manifest = {"schema": 1, "current": {"persons": name}, "models": {name: entry}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _browser_model(path: Path) -> BrowserModel:
    status = path.stat()
    date = datetime.fromtimestamp(status.st_mtime, UTC).isoformat(timespec="seconds")
    return BrowserModel(path, date, store.sha256_of(path), status.st_size)


def _check_archive(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        raise WrongContract(f"What came as {path.name} must be a checkpoint of torch (a zip file), but is none.",
                            "A proxy may have answered in its place; save the file by hand and give its path.")


def _check_intent(path: Path) -> None:
    _raise(_checked("intent", [path])[0])


def _checked(role: str, models: Sequence[str | Path], models_dir: Path = ROOT / "models") -> list[dict[str, Any]]:
    """For each model an answer of `core.vision.contract_check`; a model that crashes the process ends the list."""
    if not models:
        return []
    subject = Path(models[0]).name if len(models) == 1 else "the models"
    arguments = [role, str(models_dir), *map(str, models)]
    return _answers("core.vision.contract_check", arguments, subject, seconds=CHECK_SECONDS)


def _answers(module: str, arguments: list[str], subject: str, *, seconds: float) -> list[dict[str, Any]]:
    """Lines of JSON that a process of its own prints; at least one."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "CUDA_VISIBLE_DEVICES": ""}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False,
                              timeout=seconds)
    except subprocess.TimeoutExpired:
        raise SetupError(f"Opening {subject} took longer than {seconds:,.0f} s.", "Use another model.") from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    answers = [json.loads(line) for line in lines if line.startswith("{")]
    if not answers:
        log.error("%s failed: %s", module, done.stderr.decode("utf-8", "replace")[-2000:])
        raise WrongContract(f"The process that opened {subject} ended with {done.returncode} and no answer.",
                            "The file is damaged or hostile, or memory ran out; the log has the details.")
    return answers


def _raise(answer: dict[str, Any]) -> None:
    """Raise the error that the other process reported, if any."""
    if "error" in answer:
        kind = getattr(errors, str(answer["error"]), SetupError)
        raise kind(answer["message"], answer["hint"])
