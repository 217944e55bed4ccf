"""What a user can want of a benchmark of explanation methods: start it, read it, take it away."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from core import analyze
from core.errors import Misuse, NotFound
from core.explain.measured import Measured
from core.explain.request import BenchmarkRequest
from core.explain.summary import COLUMNS, row_values, summarize
from core.explain.work import ANALYZING
from core.jobs.board import open_board
from core.nouns.benchmark import Benchmark
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.source import Source
from core.site import Site
from core.words.csv_cells import csv_bytes
from core.words.explanation_benchmark import deletion_chart
from core.words.progress import how_far

KIND = "explain-benchmark"
DEFAULT = BenchmarkRequest()


@dataclass(frozen=True)
class BenchmarkState:
    """A benchmark and its present state.

    Attributes
    ----------
    job : Job
        State, progress, time left.
    result : Benchmark
        Of the pictures that are measured so far.
    """

    job: Job
    result: Benchmark


def start_benchmark(site: Site, source: str | list[Source], request: BenchmarkRequest = DEFAULT) -> str:
    """Begin to measure explanation methods on a set of pictures, in the background.

    Parameters
    ----------
    site : Site
        Open, with its models.
    source : str or list of Source
        The id of a finished analysis of this site, or the first digits of it that no other has; a folder of this
        machine, whose pictures are analyzed first; or pictures.
    request : BenchmarkRequest

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    Misuse, NotFound
    """
    job_id = analysis_named(site, source) if isinstance(source, str) and not Path(source).exists() else ""
    if job_id:
        if not analyze.find(site, job_id).done:
            raise Misuse("This job has no analyzed pictures.", "Choose a job with readable pictures, or a folder.")
    else:
        sources = analyze.sources_from_paths(site, [source]) if isinstance(source, str) else source
        failures = [item.failure for item in sources if item.failure]
        if len(failures) == len(sources):
            message = failures[0].message if failures else "There is no picture to measure."
            raise Misuse(message, "Choose a folder with pictures.")
    options = {"analysis": job_id or analyze.start(site, sources), "analyzes": not job_id,
               "methods": list(request.methods), "label": request.label, "limit": request.limit}
    offers = [Candidate("explanations", origin="analysis")]
    return site.part(open_board).start("", "analysis", options, kind=KIND, offers=offers)


def analysis_named(site: Site, text: str) -> str:
    """The id of the one analysis that begins with these digits; raises NotFound, or Misuse for several."""
    ids = [job.job_id for job in site.store.jobs("analyze") if job.job_id.startswith(text)]
    if not re.fullmatch("[0-9a-f]+", text) or not ids:
        raise NotFound(f"There is no folder and no analysis {text[:200]}.",
                       "Give a folder, or the id of an analysis as its address has it.")
    if len(ids) > 1 and text not in ids:
        raise Misuse(f"{len(ids)} analyses begin with {text}.", "Give more digits.")
    return text if text in ids else ids[0]


def benchmark(site: Site, job_id: str) -> BenchmarkState:
    """A benchmark: its progress, and the result of what is measured so far; raises NotFound."""
    job, measured = _job(site, job_id), Measured(site, job_id)
    return BenchmarkState(job, summarize(measured.rows(), measured.failures()))


def benchmark_job(site: Site, job_id: str) -> Job:
    """How far a benchmark is; raises NotFound."""
    return _job(site, job_id)


def benchmark_csv(site: Site, job_id: str) -> bytes:
    """A row for each picture and method, safe to open in a spreadsheet (UTF-8 with BOM); raises NotFound."""
    _job(site, job_id)
    return csv_bytes(COLUMNS, map(row_values, Measured(site, job_id).rows()))


def benchmark_html(site: Site, job_id: str) -> bytes:
    """The chart of deletion by method as a page of its own (UTF-8); raises NotFound."""
    return deletion_chart(benchmark(site, job_id).result).encode()


def wait_for_benchmark(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until a benchmark has ended, or `timeout` seconds passed; raises NotFound."""
    _job(site, job_id)
    return site.part(open_board).wait(job_id, timeout)


def cancel_benchmark(site: Site, job_id: str) -> None:
    """End a benchmark, and the analysis that was started for it; what is measured stays."""
    job = _job(site, job_id)
    site.part(open_board).cancel(job_id)
    if job.options.get("analyzes"):
        analyze.cancel(site, str(job.options["analysis"]))


def _job(site: Site, job_id: str) -> Job:
    job = site.part(open_board).job(job_id)
    if job.kind != KIND:
        raise NotFound("There is no benchmark of explanations at this address.", "Start it again.")
    if job.running and job.options.get("analyzes") and not job.step:  # it waits behind the analysis of its photos
        analysis = analyze.find(site, str(job.options["analysis"]))
        return replace(job, step=f"Analyzing the photos: {how_far(analysis)}", fraction=ANALYZING * analysis.fraction)
    return job
