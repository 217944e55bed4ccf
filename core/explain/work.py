"""What the job board asks of this room: a benchmark of methods is one long item, measured picture by picture."""

from __future__ import annotations

import random
from concurrent.futures import Future
from typing import Any

from core import analyze
from core.catalog import pictures
from core.errors import MerchlensError, Misuse
from core.explain.measured import Measured
from core.explain.request import BenchmarkPicture
from core.jobs.kinds import LongKind, Progress
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.processes.each import each
from core.site import Site
from core.words.numerals import count
from core.words.progress import how_far

BENCHMARK = "core.explain.tasks:benchmark"
SEED = 2  # of the pictures drawn from a larger set
LOOK_SECONDS = 0.2
ANALYZING = 0.1  # of the progress bar, where the pictures are analyzed first


def job_kind(site: Site) -> LongKind:
    """The kind `explain-benchmark`: the pictures of one analysis, each explained by several methods."""

    def run(job: Job, progress: Progress) -> None:
        measured = Measured(site, job.job_id)
        if _is_analyzed(site, job, progress):
            _measure(site, job, measured, progress)

    return LongKind(run)


def _is_analyzed(site: Site, job: Job, progress: Progress) -> bool:
    """Wait for the analysis of the pictures; False when nobody wants the benchmark any more."""
    analysis = str(job.options["analysis"])
    while (state := analyze.find(site, analysis)).running:
        if not progress(f"Analyzing the photos: {how_far(state)}", ANALYZING * state.fraction):
            return False
        analyze.wait(site, analysis, LOOK_SECONDS)
    return True


def _measure(site: Site, job: Job, measured: Measured, progress: Progress) -> None:
    options = job.options
    chosen, failures = _pictures(site, options)
    known = {*measured.names()}
    for failure in failures:
        if failure.uri not in known:
            measured.add_failure(failure.uri, failure.message)
    if not chosen:
        raise Misuse("There is no analyzed picture to measure.", "Choose a folder or a job with readable pictures.")
    waiting = [picture for picture in chosen if picture.uri not in known]
    done = len(chosen) - len(waiting)

    def is_wanted() -> bool:
        return progress(f"{done:,} of {count(len(chosen), 'photo')} measured",
                        ANALYZING + (1 - ANALYZING) * done / len(chosen))

    def submit(picture: BenchmarkPicture) -> Future[Any]:
        return site.pool.submit(BENCHMARK, picture, options["label"], tuple(options["methods"]),
                                times=1 + len(options["methods"]))  # the measures of rivals, and of each method

    for picture, rows in each(waiting, submit, workers=site.settings.workers, is_wanted=is_wanted):
        if isinstance(rows, MerchlensError):
            measured.add_failure(picture.uri, rows.message)
        else:
            measured.add(picture.uri, rows)
        done += 1


def _pictures(site: Site, options: dict[str, Any]) -> tuple[list[BenchmarkPicture], list[Failure]]:
    """Each picture of the analysis once, at most `limit` of them, and those that could not be analyzed."""
    results = analyze.results(site, str(options["analysis"]))
    failures = [result for result in results if isinstance(result, Failure)]
    analyses = list({result.picture_id: result for result in results if isinstance(result, Analysis)}.values())
    limit = int(options["limit"])
    if limit and limit < len(analyses):
        analyses = random.Random(SEED).sample(analyses, limit)
    chosen = []
    for analysis in analyses:
        try:
            path = pictures.original(site.settings.data_dir, analysis.picture_id)
        except MerchlensError as error:
            failures.append(Failure.of(analysis.uri, error))
            continue
        boxes = () if analysis.persons is None else tuple(tuple(map(float, box)) for box in analysis.persons.xyxy)
        chosen.append(BenchmarkPicture(analysis.uri, analysis.picture_id, str(path), boxes))
    return chosen, failures
