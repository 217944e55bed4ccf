"""What the job board asks of this room: making or checking a dataset is one long item, read file by file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from core.datasets import runs
from core.datasets.verbs import NOT_SPLIT, check, make
from core.jobs.kinds import LongKind, Progress
from core.nouns.dataset import Shares
from core.nouns.job import Job
from core.site import Site
from core.words.numerals import count


class _Unwanted(Exception):
    """Nobody wants the job any more."""


def job_kind(site: Site) -> LongKind:
    """The kind `dataset`: makes one from the job's source, or checks the one that is its source."""

    def run(job: Job, progress: Progress) -> None:
        if job.options["action"] == runs.CHECK:
            with suppress(_Unwanted):
                runs.keep_check(site, check(site, job.source, progress=_teller(progress)))
        else:
            shares = Shares(*(job.options[name] for name in ("validation", "test", "seed")))
            make_in_job(site, job, progress, name=job.options["name"], shares=shares)

    return LongKind(run)


def make_in_job(site: Site, job: Job, progress: Progress, *, name: str = "", shares: Shares = NOT_SPLIT) -> str:
    """Make a dataset of a job's source, as a step of any job: once, whatever interrupts the job later.

    Parameters
    ----------
    site : Site
    job : Job
    progress : callable
        Takes a sentence and the share that is done; answers False when nobody wants the job any more.
    name, shares
        As of `core.datasets.make`.

    Returns
    -------
    str
        The dataset's id; "" where nobody wants the job any more.

    Raises
    ------
    MerchlensError
        As `core.datasets.make`.
    """
    made = runs.made_by(site, job.job_id)
    if not made:
        with suppress(_Unwanted):
            made = make(site, job.source, name, shares, progress=_teller(progress)).dataset_id
            runs.keep_made(site, job.job_id, made)
    return made


def _teller(progress: Progress) -> Callable[[int, int], None]:
    """Photos read and all of them, told as a sentence and a share; ends the work where nobody wants it."""
    def tell(done: int, total: int) -> None:
        if not progress(f"{done:,} of {count(total, 'photo')} read", done / max(total, 1)):
            raise _Unwanted

    return tell
