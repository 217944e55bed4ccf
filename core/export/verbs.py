"""What a user can ask of this room: a model in other formats, and what each of them costs and keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from core import datasets
from core.errors import Misuse, ModelMissing, NotFound, Refused, SetupError
from core.export.work import REPORT, folder_of
from core.jobs.board import open_board
from core.models import store
from core.models.manifest import Manifest
from core.nouns.export import FORMATS, Export
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.site import Site

KIND = "export"  # of job
ROLES = ("intent", "tags")  # of models that are exported


def start_export(site: Site, model: str, formats: Sequence[str] = FORMATS, dataset_id: str = "", *,
                 local: bool = True) -> str:
    """Begin to write a model in other formats, in the background.

    Parameters
    ----------
    site : Site
    model : str
        A name in the manifest of role intent or tags, or the path of a .tflite or of the .keras beside it.
    formats : sequence of str
        Of `FORMATS`.
    dataset_id : str
        Whose pictures calibrate int8 and measure all formats, or how its hash begins; "" for the demo shop's photos.
    local : bool
        False for a visitor of another machine, who may name a registered version only.

    Returns
    -------
    str
        The id of the job.

    Raises
    ------
    ModelMissing, SetupError
        When there is no such model, it was altered, or it has another role.
    Misuse
        An unknown format, or an export of this model is under way.
    NotFound
        No such dataset.
    Refused
        A path, for a visitor of another machine.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        what = f"not {unknown[0][:40]!r}" if unknown else "and at least one"
        raise Misuse(f"The formats of an export are {', '.join(FORMATS)}, {what}.", "Choose some of them.")
    if not local and model not in Manifest.read(site.settings.models_dir).entries:
        raise Refused("Files of the server are open to visitors of the same machine only.",
                      "Name a registered version.")
    if model.endswith(".keras"):
        model = _tflite_of(Path(model))
    role = role_of(site, model)
    store.entry(site.settings.models_dir, role, model)
    options = {"model": model, "role": role, "formats": [name for name in FORMATS if name in formats],
               "dataset": datasets.named(site, dataset_id) if dataset_id else ""}
    return site.part(open_board).start(model, "model", options, kind=KIND, offers=[Candidate(KIND, origin="job")])


def role_of(site: Site, model: str) -> str:
    """The role of a version, shopping intent for a path; raises SetupError for a model of other roles."""
    entry = Manifest.read(site.settings.models_dir).entries.get(model)
    if entry is not None and entry.role not in ROLES:
        raise SetupError(f"{model} is a model for {entry.role}; those for {' and '.join(ROLES)} are exported.",
                         f"Name a model of the role {' or '.join(ROLES)}.")
    return entry.role if entry is not None else ROLES[0]


def export_job(site: Site, model: str) -> Job | None:
    """The newest export of a model; None without one."""
    made = [job for job in site.store.jobs(KIND) if job.source == model]
    return site.part(open_board).job(made[0].job_id) if made else None


def read_export(site: Site, job_id: str) -> Export:
    """What an export that has ended found; raises NotFound."""
    try:
        return Export.from_dict(json.loads((folder_of(site, _known(site, job_id)) / REPORT).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        raise NotFound("This export has no report: it has not ended, failed, or its files are gone.",
                       "Wait for it, or export the model again.") from None


def exported_file(site: Site, job_id: str, name: str) -> Path:
    """The file of one format, by the format's name; raises NotFound."""
    files = {item.format: item.file for item in read_export(site, job_id).variants if not item.failed}
    path = folder_of(site, job_id) / files.get(name, "")
    if name not in files or not path.is_file():
        raise NotFound(f"This export has no file {name[:40]!r}.", f"It has {', '.join(files) or 'none'}.")
    return path


def _tflite_of(keras: Path) -> str:
    """The .tflite beside a Keras model, which says how its input is normalized and what its labels are."""
    path = keras.with_suffix(".tflite")
    if not (keras.is_file() and path.is_file()):
        missing = path if keras.is_file() else keras
        raise ModelMissing(f"There is no file {missing}; a Keras model is exported with the .tflite beside it.",
                           "Give a version of transfer learning by its name.")
    return str(path)


def _known(site: Site, job_id: str) -> str:
    """The id of a job of this kind; so no text of a stranger becomes a path."""
    if site.store.job(job_id).kind != KIND:
        raise NotFound(f"{job_id[:40]!r} is no export.", "List them: GET /api/jobs?kind=export.")
    return job_id
