"""What the job board asks of this room: making or checking a dataset is one long item, read file by file."""

from __future__ import annotations

from contextlib import suppress

from core.datasets import runs
from core.datasets.verbs import check, make
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
        def tell(done: int, total: int) -> None:
            if not progress(f"{done:,} of {count(total, 'photo')} read", done / max(total, 1)):
                raise _Unwanted

        with suppress(_Unwanted):
            if job.options["action"] == runs.CHECK:
                runs.keep_check(site, check(site, job.source, progress=tell))
            else:
                shares = Shares(*(job.options[name] for name in ("validation", "test", "seed")))
                made = make(site, job.source, job.options["name"], shares, progress=tell)
                runs.keep_made(site, job.job_id, made.dataset_id)

    return LongKind(run)
