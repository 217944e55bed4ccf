"""The verbs: one function for each thing that a user can want. Doors (pages, command line, API) call these only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.analyze import exports
from core.analyze.batches import Batch, KeptBatch, Result, Source, failure
from core.audits import *  # noqa: F403 - the verbs of audits; `core.audits.__all__` lists them
from core.errors import InputError, Misuse, NotFound
from core.models import external, store
from core.nouns.analysis import Analysis, Cascade
from core.nouns.failure import Failure
from core.nouns.intent import INTENT_LABELS
from core.sales.verbs import *  # noqa: F403 - the verbs of sales studies; `core.sales.verbs.__all__` lists them
from core.settings import Settings
from core.site import Workspace
from core.sources.demo import demo_photos
from core.sources.fetching.fetch import fetch, is_url
from core.sources.files.folder import pictures_in

log = logging.getLogger(__name__)

EXPLAINABLE = (*INTENT_LABELS, "sensitive")


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why the model gave a label its score.

    Attributes
    ----------
    label : str
    score : float
        In [0, 1].
    has_evidence : bool
        False when no region speaks for the label; the overlay is then the plain picture.
    overlay : bytes
        JPEG of at most 1280 px, or PNG.
    coarse : ndarray of float32, shape (h, w)
        The raw map, before ReLU and scaling.
    map : ndarray of float32, shape (H, W), or None
        In [0, 1], in the frame of the picture; None where it was not asked for.
    method, layer : str
    """

    label: str
    score: float
    has_evidence: bool
    overlay: bytes
    coarse: np.ndarray
    map: np.ndarray | None
    method: str
    layer: str


def open_workspace(settings: Settings, say: Callable[[str], None] = log.info) -> Workspace:
    """Open the site: fetch or convert the models that were wished for, check them, start the worker processes.

    Parameters
    ----------
    settings : Settings
    say : callable
        Told in sentences what takes time (a download with its checksum, a conversion).

    Raises
    ------
    SetupError
        When a model is missing, changed or has the wrong contract, or the data folder cannot be written.
    """
    return Workspace(external.prepared(settings, fetch, say=say))


def save_upload(workspace: Workspace, name: str, data: bytes) -> Source:
    """Keep an uploaded file and make it a source.

    Parameters
    ----------
    workspace : Workspace
    name : str
        What the file is called by its sender; shown, never used as a path.
    data : bytes

    Returns
    -------
    Source
        With a `failure` when the file is larger than the site allows.
    """
    limit = workspace.settings.max_bytes
    if len(data) > limit:
        reason = f"The file has {len(data) / 1e6:.1f} MB; at most {limit / 1e6:.0f} MB are read."
        return Source(name, failure=Failure(name, "TooLarge", reason, "Save it smaller or with more compression."))
    return Source(name, path=workspace.keep(data))


def sources_from_text(workspace: Workspace, text: str) -> list[Source]:
    """Addresses pasted one a line; blank lines and repeats are dropped.

    Returns
    -------
    list of Source
        A line that is no web address becomes a source with a `failure`.
    """
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    return [_address(line) for line in lines if line]


def sources_from_paths(workspace: Workspace, texts: Iterable[str]) -> list[Source]:
    """Files, folders and web addresses of the command line.

    Returns
    -------
    list of Source
        Folders opened into their pictures; what is not there becomes a source with a `failure`.
    """
    return [source for text in texts for source in _from_path(text)]


def demo_sources(workspace: Workspace) -> list[Source]:
    """Photos that installed packages carry.

    Raises
    ------
    NotFound
        When none of those packages is installed.
    """
    return [Source(path.name, path=path) for path in demo_photos()]


def start_batch(workspace: Workspace, sources: list[Source], cascade: Cascade = "full") -> Batch:
    """Begin to judge pictures in the background.

    Parameters
    ----------
    workspace : Workspace
    sources : list of Source
    cascade : {"full", "short"}

    Returns
    -------
    Batch
        With progress, results so far and `cancel`.

    Raises
    ------
    Misuse
        When there is nothing to judge or the cascade is unknown.
    """
    if not sources:
        raise Misuse("There is no picture to analyze.", "Add files or addresses.")
    if cascade not in ("full", "short"):
        raise Misuse(f"The cascade is full or short, not {cascade!r}.", "Choose one of the two.")
    return workspace.start(sources, cascade)


def find_batch(workspace: Workspace, batch_id: str) -> Batch | KeptBatch:
    """A batch by its id, also one of an earlier run of the server; raises NotFound."""
    return workspace.batch(batch_id)


def preview(workspace: Workspace, picture_id: str) -> bytes:
    """The judged picture as JPEG of at most 640 px, without metadata; raises NotFound."""
    return workspace.preview(picture_id).read_bytes()


def annotated(workspace: Workspace, analysis: Analysis) -> bytes:
    """The preview with boxes and landmarks, the deciding one thick and labeled (JPEG)."""
    return workspace.ask("annotate", str(workspace.preview(analysis.picture_id)), analysis)


def explain(workspace: Workspace, picture_id: str, label: str, opacity: float = 0.5) -> Explanation:
    """Grad-CAM of a judged picture, by the model that scores; the overlay is a JPEG of at most 1280 px.

    Parameters
    ----------
    workspace : Workspace
    picture_id : str
    label : str
        One of `EXPLAINABLE`.
    opacity : float
        Of the heatmap, in [0, 1].

    Raises
    ------
    NotFound, Misuse
    """
    options = {"opacity": opacity, "file_format": "jpeg", "with_map": False}
    return _explain(workspace, workspace.original(picture_id), label, options=options, picture_id=picture_id)


def explain_file(
    workspace: Workspace, text: str, label: str, opacity: float = 0.5, *, file_format: str = "jpeg"
) -> Explanation:
    """Grad-CAM of a file or an address that was not judged before, with the map in full size.

    `file_format` is "jpeg" (at most 1280 px) or "png" (of the picture's own size); the rest is as for `explain`.
    """
    source = _from_path(text)[0]
    if source.failure:
        raise NotFound(source.failure.message, source.failure.hint)
    path = source.path or workspace.fetched(source)
    options = {"opacity": opacity, "file_format": file_format, "with_map": True}
    return _explain(workspace, path, label, options=options)


def results_csv(results: list[Result]) -> bytes:
    """A row for each picture or failure, `uri` first, safe to open in a spreadsheet (UTF-8 with BOM)."""
    return exports.csv_table(results)


def results_json(results: list[Result]) -> bytes:
    """The public schema as a JSON array (UTF-8)."""
    return exports.json_array(results)


def overlays_zip(workspace: Workspace, results: list[Result], label: str = "top") -> bytes:
    """Boxes and Grad-CAM overlays of the judged pictures as a zip.

    Parameters
    ----------
    workspace : Workspace
    results : list of Analysis or Failure
        Failures are left out.
    label : str
        One of `EXPLAINABLE`, or "top" for each picture's own top label.
    """
    judged = [result for result in results if isinstance(result, Analysis)]
    files: dict[str, bytes] = {}
    for number, analysis in enumerate(judged, 1):
        shown = analysis.intent.shopping.top if label == "top" else label
        stem = f"{number:04d}_{analysis.picture_id[:12]}"
        files[f"{stem}_boxes.jpg"] = annotated(workspace, analysis)
        files[f"{stem}_{shown}.jpg"] = explain(workspace, analysis.picture_id, shown).overlay
    return exports.zip_of(files)


def browser_models() -> list[dict[str, Any]]:
    """Models with the shopping classifier's contract in browser profiles on this machine, newest first."""
    return [{**vars(found), "path": str(found.path)} for found in external.in_browsers()]


def list_models(settings: Settings) -> list[dict[str, Any]]:
    """Name, role, origin, license, checksum and metrics of the models on disk; raises ModelMissing."""
    return store.listing(settings.models_dir)


def _explain(workspace: Workspace, path: Path, label: str, *, options: dict[str, Any],
             picture_id: str = "") -> Explanation:
    if label not in EXPLAINABLE:
        raise Misuse(f"The label is one of {', '.join(EXPLAINABLE)}, not {label!r}.", "Choose one of them.")
    if not 0 <= options["opacity"] <= 1:
        raise Misuse(f"The opacity lies between 0 and 1, not at {options['opacity']:g}.", "0.5 suits most pictures.")
    return Explanation(**workspace.ask("explain", str(path), picture_id, label, options))


def _from_path(text: str) -> list[Source]:
    if is_url(text) or "://" in text:
        return [_address(text)]
    path = Path(text).expanduser()
    try:
        files = pictures_in(path) if path.is_dir() else [path]
        if not path.exists():
            raise NotFound(f"There is no file or folder {text}.", "Check the path.")
    except InputError as error:
        return [Source(text, failure=failure(text, error))]
    return [Source(str(file), path=file.resolve()) for file in files]


def _address(text: str) -> Source:
    if is_url(text):
        return Source(text, url=text)
    hint = "Write the whole address, such as https://shop.example/shoe.jpg."
    return Source(text, failure=Failure(text, "Misuse", f"This is no web address: {text[:200]}.", hint))
