"""Models that are not bundled: from a browser's profile, by download, or converted from ultralytics weights.

`prepare` turns the operator's choice (a keyword, a stock name, a .pt) into files that `store.entry` opens. This process
loads no model: files of strangers are opened by processes of their own.
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
from core.models.downloads import Fetch, Say, download, scratch_folder
from core.settings import ROOT, Settings

log = logging.getLogger(__name__)

# Keywords for the intent model.
FROM_BROWSER, BY_DOWNLOAD = "browser", "download"
# The public page of the original shopping classifier.
INTENT_URL = "https://huggingface.co/dejanseo/shopping-intent/resolve/main/model.tflite"
# Source: ultralytics 8.4.190, utils/downloads.py, attempt_download_asset.
STOCK_URL = "https://github.com/ultralytics/assets/releases/download/v8.4.0/{name}"
STOCK_NAME = re.compile(r"yolo[a-z0-9._-]{1,40}\.pt")
MAX_INTENT_BYTES, MAX_WEIGHTS_BYTES = 50_000_000, 300_000_000
CHECK_SECONDS, CONVERSION_SECONDS = 120.0, 900.0
CONVERSION = 1  # increase it when core.learning.persons.conversion changes its output
SUFFIXES = {"persons": "", "products": "-products"}  # of the folders of conversions: one file may serve both roles


@dataclass(frozen=True)
class BrowserModel:
    """A model with the shopping classifier's contract on this machine.

    Attributes
    ----------
    path : Path
    date : str
        Of the file, ISO 8601 in UTC.
    sha256 : str
        64 hex digits.
    bytes : int
        Size.
    """

    path: Path
    date: str
    sha256: str
    bytes: int


def prepare(settings: Settings, fetch: Fetch | None = None, *, say: Say = log.info) -> Settings:
    """Replace keywords, stock names and ultralytics weights in the settings by files that `store.entry` opens.

    Call it once, before worker processes start.

    Parameters
    ----------
    settings : Settings
        `intent_model` may be "browser" or "download"; `persons_model` and `products_model` may be a .pt: a path, or a
        stock name such as "yolo11n.pt", which is downloaded unless a file has that name.
    fetch : callable, optional
        `core.sources.fetching.fetch.fetch`; without it nothing is downloaded.
    say : callable
        Receives a sentence about each step, with checksums.

    Returns
    -------
    Settings
        The same object when there is nothing to replace.

    Raises
    ------
    ModelMissing
        When a model cannot be found, downloaded or read.
    WrongContract
        When a file is hostile, damaged or no model for its role.
    SetupError
        When the data folder cannot be written, or a conversion takes too long.
    """
    changes: dict[str, str] = {}
    for role, name in (("persons", settings.persons_model), ("products", settings.products_model)):
        if name.lower().endswith(".pt"):
            changes[f"{role}_model"] = str(_converted(settings, role, fetch, say))
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
        As `prepare` returns them. Models of the manifest that nobody named are trusted: their checksums are known.

    Raises
    ------
    ModelMissing, WrongContract, SetupError
        The model's own error.
    """
    for role in ("persons", "intent", "products"):
        if model := getattr(settings, f"{role}_model"):
            _raise(_checked(role, [model], settings.models_dir)[0])


def in_browsers(roots: list[Path] | None = None) -> list[BrowserModel]:
    """Models with the shopping classifier's contract in browser profiles on this machine, newest first.

    Parameters
    ----------
    roots : list of Path, optional
        User-data folders to search; those of Chrome, Chromium, Edge and Brave by default.
    """
    files = [path for path in model_files(roots) if path.stat().st_size <= MAX_INTENT_BYTES]
    accepted = {answer["model"] for answer in _checked("intent", files) if "error" not in answer}
    models = [_browser_model(path) for path in files if str(path) in accepted]
    return sorted(models, key=lambda item: item.date, reverse=True)


def newest_in_browsers(roots: list[Path] | None = None, *, say: Say = log.info) -> BrowserModel:
    """The newest model of `in_browsers`; raises ModelMissing without any."""
    models = in_browsers(roots)
    if not models:
        raise ModelMissing("No browser profile on this machine holds a model with the shopping classifier's contract.",
                           "Give the path of a .tflite file, or “download”.")
    say(f"Using {models[0].path} of {models[0].date}, SHA-256 {models[0].sha256}.")
    return models[0]


def download_intent(settings: Settings, fetch: Fetch | None, *, url: str = INTENT_URL, say: Say = log.info) -> Path:
    """Download the original shopping classifier, or return the file of an earlier download.

    Parameters
    ----------
    settings : Settings
        `data_dir` stores the file.
    fetch : callable or None
        As for `prepare`.
    url : str
        Of a .tflite with the contract.
    say : callable
        As for `prepare`.

    Raises
    ------
    ModelMissing
        When the download fails, or differs from the first one.
    WrongContract
        When the file is not such a model; it is not stored then.
    """
    return download(settings, url, fetch, limit=MAX_INTENT_BYTES, say=say, check=_check_intent)


def convert(path: Path, data_dir: Path, *, role: str = "persons", say: Say = log.info) -> Path:
    """Convert ultralytics weights to OpenVINO in a process of its own, once for each content.

    Parameters
    ----------
    path : Path
        A .pt.
    data_dir : Path
        Stores the result.
    role : {"persons", "products"}
        What is looked for: the class person, or whatever the weights know, as one class.
    say : callable
        As for `prepare`.

    Returns
    -------
    Path
        Folder with its own manifest, for `store.entry`.

    Raises
    ------
    ModelMissing
        When the weights cannot be read.
    WrongContract
        When they are hostile, damaged or no such detector.
    SetupError
        When the data folder cannot be written, or the conversion takes too long.
    """
    try:
        digest = store.sha256_of(path)
    except OSError as error:
        raise ModelMissing(f"{path} cannot be read: {error.strerror}.", "Check its path and permissions.") from None
    folder = data_dir / "models" / f"{path.stem}-{digest[:12]}-{CONVERSION}{SUFFIXES[role]}"
    if (folder / "manifest.json").is_file():
        return folder
    say(f"Converting {path.name}, SHA-256 {digest}. This is done once.")
    with scratch_folder(folder) as part:
        facts = _answers("core.learning.persons.conversion", [str(path.resolve()), str(part), role], path.name,
                         seconds=CONVERSION_SECONDS)[-1]
        _raise(facts)
        origin = f"ultralytics weights {path.name}, SHA-256 {digest}"
        _write_manifest(part, f"{path.stem}@{digest[:12]}", origin, facts | {"role": role})
        if not folder.exists():  # else another process was faster
            os.replace(part, folder)
    return folder


def _converted(settings: Settings, role: str, fetch: Fetch | None, say: Say) -> Path:
    name: str = getattr(settings, f"{role}_model")
    path = Path(name).expanduser()
    if not path.is_file():
        if not STOCK_NAME.fullmatch(name):
            raise ModelMissing(f"There are no ultralytics weights at {name}.", "Check the path.")
        url = STOCK_URL.format(name=name)
        path = download(settings, url, fetch, limit=MAX_WEIGHTS_BYTES, say=say, check=_check_archive)
    return convert(path, settings.data_dir, role=role, say=say)


def _write_manifest(folder: Path, name: str, origin: str, facts: dict[str, Any]) -> None:
    role, side = facts["role"], facts["side"]
    pins = {file: {"sha256": store.sha256_of(folder / file), "bytes": (folder / file).stat().st_size}
            for file in (f"{role}.xml", f"{role}.bin")}
    entry = {"role": role, "file": f"{role}.xml", "files": pins, "origin": origin, "license": facts["license"],
             "labels": [facts["label"]], "input": {"size_wh": [side, side], "letterbox": 114},
             "thresholds": store.BARE_THRESHOLDS[role]}
    manifest = {"schema": 1, "current": {role: name}, "models": {name: entry}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _browser_model(path: Path) -> BrowserModel:
    status = path.stat()
    date = datetime.fromtimestamp(status.st_mtime, UTC).isoformat(timespec="seconds")
    return BrowserModel(path, date, store.sha256_of(path), status.st_size)


def _check_archive(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        raise WrongContract(f"The download of {path.name} must be a PyTorch checkpoint (a zip file), but is not.",
                            "A proxy may have answered instead; download the file yourself and give its path.")


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
    """The JSON lines that a process of its own prints; at least one."""
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
        raise WrongContract(f"The process that opened {subject} ended with exit code {done.returncode} and no result.",
                            "The file is damaged or hostile, or memory ran out; the log has details.")
    return answers


def _raise(answer: dict[str, Any]) -> None:
    """Raise the error that the other process reported, if there is one."""
    if "error" in answer:
        kind = getattr(errors, str(answer["error"]), SetupError)
        raise kind(answer["message"], answer["hint"])
