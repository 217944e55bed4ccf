"""What the job board asks of this room: an export is one long item, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

from core import datasets, demo
from core.errors import Misuse, SetupError
from core.export.request import Picture, Request, divided
from core.images.files import write_whole
from core.jobs.kinds import LongKind, Progress
from core.nouns.job import Job
from core.processes.about import About
from core.processes.child import ChildProcess
from core.site import Site

EXPORT, REPORT = "core.export.tasks:export", "report.json"
ABOUT = About("export", "Choose a smaller dataset")


def job_kind(site: Site) -> LongKind:
    """The kind `export`: a model in other formats, measured."""

    def run(job: Job, progress: Progress) -> None:
        options, folder = job.options, folder_of(site, job.job_id)
        request = Request(options["model"], tuple(options["formats"]), options["dataset"],
                          *divided(_pictures(site, options["dataset"])),
                          options.get("role", "intent"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(f"The export could not be stored: {error.strerror}.",
                             "Make room on the disk of the data folder.") from None
        work = ChildProcess(EXPORT, (site.settings, request, str(folder)), site.settings, about=ABOUT)
        if work.follow(progress):
            write_whole(folder / REPORT, json.dumps(work.result()), "The report of the export")

    return LongKind(run)


def folder_of(site: Site, job_id: str) -> Path:
    """Where the files of an export lie."""
    return site.settings.data_dir / "exports" / job_id


def _pictures(site: Site, dataset_id: str) -> list[Picture]:
    """The pictures of a dataset in the order of their hashes, or those of the demo shop."""
    if dataset_id:
        found = [Picture(sample.path, sample.picture_id, sample.label, sample.split)
                 for sample in datasets.read(site, dataset_id).samples]
    else:
        found = [Picture(str(photo.path)) for photo in demo.shop_photos(site) if photo.path]
    if len(found) < 2:
        raise Misuse("An export needs at least 2 photos, to calibrate and to measure.", "Choose a larger dataset.")
    return found
