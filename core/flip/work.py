"""What the job board asks of this room: the search over a job's borderline pictures, one long item."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from core.catalog import pictures
from core.errors import MerchlensError
from core.flip.borderline import borderline
from core.flip.searches import Searches
from core.flip.verbs import BUDGET, FLIP
from core.jobs.kinds import LongKind, Progress
from core.nouns.flip_set import BorderlinePicture
from core.nouns.job import Job
from core.processes.each import each
from core.site import Site
from core.words.numerals import count

TIMES = 4  # of the limit of one picture: a search scores about a hundred edits


def job_kind(site: Site) -> LongKind:
    """The kind `flip`: the borderline pictures of the job that is its source, in the order of `borderline`."""

    def run(job: Job, progress: Progress) -> None:
        searches = Searches(site, job.source)
        near = borderline(site, job.source)
        waiting = _with_files(site, near, searches)
        known, new, failed = len(near) - len(waiting), 0, 0

        def is_wanted() -> bool:
            words = f"{known + new:,} of {count(len(near), 'borderline photo')} searched"
            return progress(words + (f", {failed:,} failed" if failed else ""), new / len(waiting))

        def submit(one: tuple[BorderlinePicture, Path]) -> Future[Any]:
            return site.pool.submit(FLIP, str(one[1]), one[0].picture_id, ("", BUDGET), times=TIMES)

        for (picture, _), search in each(waiting, submit, workers=site.settings.workers, is_wanted=is_wanted):
            if isinstance(search, MerchlensError):
                searches.add_failure(picture.uri, picture.picture_id, search.message)
                failed += 1
            else:
                searches.add(picture.uri, search)
            new += 1

    return LongKind(run)


def _with_files(site: Site, near: list[BorderlinePicture], searches: Searches) -> list[tuple[BorderlinePicture, Path]]:
    """The pictures that are still to be searched, with their files; those without a file are noted as failures."""
    known = {row.search.picture_id for row in searches.read()[0]}
    waiting = []
    for picture in near:
        if picture.picture_id not in known:
            try:
                waiting.append((picture, pictures.original(site.settings.data_dir, picture.picture_id)))
            except MerchlensError as error:
                searches.add_failure(picture.uri, picture.picture_id, error.message)
    return waiting
