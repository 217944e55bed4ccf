"""Making and checking a dataset as jobs of the board, and what came of them."""

from __future__ import annotations

import json
from pathlib import Path

from core.datasets import splits, versions
from core.datasets.verbs import NOT_SPLIT, named_source
from core.errors import NotFound
from core.images.files import write_whole
from core.jobs.board import open_board
from core.jobs.lines import Lines
from core.nouns.dataset import DatasetCheck, Shares
from core.nouns.job import ENDED, Job
from core.nouns.plain import from_plain, to_plain
from core.nouns.product import Candidate
from core.site import Site

KIND, MAKE, CHECK = "dataset", "make", "check"


def start_make(site: Site, source: str, name: str = "", shares: Shares = NOT_SPLIT, *, local: bool = True) -> str:
    """Begin to make a dataset, as `make` does, in the background.

    Returns
    -------
    str
        The id of the job; of the present one where the same is under way already.

    Raises
    ------
    NotFound, Misuse, Refused
        As of `make`, for the source and the shares; what is wrong with the content ends the job.
    """
    splits.check_shares(shares)
    return _start(site, named_source(site, source.strip(), local=local),
                  {"action": MAKE, "name": name, **to_plain(shares)})


def start_check(site: Site, dataset_id: str) -> str:
    """Begin to check a dataset, in the background: the job's id, also of one under way. Raises NotFound, Damaged."""
    versions.read(site, dataset_id)
    return _start(site, dataset_id, {"action": CHECK})


def under_way(site: Site, source: str = "") -> list[Job]:
    """The jobs that make or check datasets now, or those on one source; the newest first."""
    return [job for job in site.store.jobs(KIND) if job.state not in ENDED and source in ("", job.source)]


def dataset_of(site: Site, job_id: str) -> str:
    """The id of the dataset that a job has made or checks; "" as long as it is not made.

    Raises
    ------
    NotFound
        There is no such job, or it is about something else.
    """
    job = site.store.job(job_id)
    if job.kind != KIND:
        raise NotFound("This job neither makes nor checks a dataset.", "Choose one of the kind dataset.")
    if job.options["action"] == CHECK:
        return job.source
    return made_by(site, job_id)


def made_by(site: Site, job_id: str) -> str:
    """The id of the dataset that a job of any kind has made; "" as long as it has made none."""
    made = {line["job_id"]: str(line["dataset_id"]) for line in _made(site).read()}
    return made.get(job_id, "")


def last_check(site: Site, dataset_id: str) -> DatasetCheck | None:
    """What the last check of a dataset found; None before the first."""
    try:
        check: DatasetCheck = from_plain(DatasetCheck, json.loads(_checked(site, dataset_id).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return check


def keep_made(site: Site, job_id: str, dataset_id: str) -> None:
    """Write down which dataset a job has made."""
    _made(site).add({"job_id": job_id, "dataset_id": dataset_id})


def keep_check(site: Site, check: DatasetCheck) -> None:
    """Write down what a check found, whole or not at all."""
    write_whole(_checked(site, check.dataset_id), json.dumps(to_plain(check)), "The check")


def _start(site: Site, source: str, options: dict[str, object]) -> str:
    for job in under_way(site, source):
        if job.options == options:
            return job.job_id
    return site.part(open_board).start(source, "", options, kind=KIND, offers=[Candidate("photos")])


def _made(site: Site) -> Lines:
    return Lines(site.settings.data_dir / "datasets" / "made.jsonl")


def _checked(site: Site, dataset_id: str) -> Path:
    return site.settings.data_dir / "datasets" / "checks" / f"{dataset_id}.json"
