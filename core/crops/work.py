"""What the job board asks of this room: crops of many pictures, one long item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import PurePath

from core import analyze
from core.crops.bulk import Bulk, CropRow, Made, file_name
from core.crops.pictures import file_of, subject
from core.crops.verbs import RENDER, crop, read_request, rendering_of, rescored
from core.errors import MerchlensError, SetupError
from core.jobs.kinds import LongKind, Progress
from core.nouns.job import Job
from core.processes.each import each
from core.site import Site
from core.words.numerals import count


def job_kind(site: Site) -> LongKind:
    """The kind `crop`: each picture of the job's options, cropped in each of the ways that were asked for."""

    def run(job: Job, progress: Progress) -> None:
        bulk, asked, judge = Bulk(site, job.job_id), list(job.options["crops"]), bool(job.options["rescore"])
        wanted = list(pictures_of(site, job))
        known = Counter(row.picture_id for row in bulk.rows())
        waiting = [picture_id for picture_id in wanted if known[picture_id] < len(asked)]
        done, is_wanted = len(wanted) - len(waiting), True

        def going() -> bool:
            nonlocal is_wanted
            is_wanted = progress(f"{done:,} of {count(len(wanted), 'photo')} cropped", done / max(1, len(wanted)))
            return is_wanted

        with ThreadPoolExecutor(2 * site.settings.workers) as threads:  # each waits for worker processes
            for _, made in each(waiting, lambda picture_id: threads.submit(made_of, site, picture_id, asked, judge),
                                workers=2 * site.settings.workers, is_wanted=going):
                bulk.add(made)
                done += 1
        if is_wanted:
            progress("Writing the ZIP", 1.0)
            bulk.pack()

    return LongKind(run)


def made_of(site: Site, picture_id: str, asked: Sequence[str], judge: bool) -> Made:
    """The crops of one picture with their rows; what cannot be cropped has rows that say why.

    Parameters
    ----------
    site : Site
    picture_id : str
    asked : sequence of str
        Options, as `core.crops.read_request` reads them; the format "auto" is JPEG here.
    judge : bool
        Whether the model of shopping intent judges each crop again.

    Raises
    ------
    SetupError
        When no picture can be worked on.
    """
    photo = ""
    try:
        photo = PurePath(analyze.analysis_of(site, picture_id).uri).name
        requests = [read_request(site, options) for options in asked]
        crops = [crop(subject(site, picture_id, request.poi), request) for request in requests]
        plans = [rendering_of(found, request) for found, request in zip(crops, requests, strict=True)]
        files = iter(site.pool.submit(RENDER, str(file_of(site, picture_id)), picture_id,
                                      tuple(filter(None, plans))).result())
        judged = rescored(site, picture_id, crops) if judge else (None,) * len(crops)
    except SetupError:
        raise
    except MerchlensError as error:
        return [(CropRow(picture_id, photo, options, message=error.message, hint=error.hint), b"") for options in asked]
    made = []
    for options, found, plan, word in zip(asked, crops, plans, judged, strict=True):
        row = CropRow(picture_id, photo, options, crop=found.to_dict(), rescored=word.to_dict() if word else None,
                      message=found.message, hint=found.hint)
        if plan is not None:
            row = replace(row, file=file_name(photo, picture_id, found, plan.format), size_wh=plan.size_wh)
        made.append((row, next(files) if plan is not None else b""))
    return made


def pictures_of(site: Site, job: Job) -> Iterator[str]:
    """The pictures of a crop job, each once: those it names, or those of the analysis or audit it names."""
    if job.options["job"]:
        yield from site.store.pictures(job.options["job"])
    else:
        yield from dict.fromkeys(job.options["pictures"])
