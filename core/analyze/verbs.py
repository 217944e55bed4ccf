"""What a user can want of this room: bring pictures, analyze them, read the results, take them away."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import select

from core import errors
from core.analyze import exports
from core.analyze.recognition import EVERYTHING
from core.analyze.results import Results
from core.analyze.stages import OPTIONAL, check_allowed, check_stages, offered, unnamed
from core.analyze.work import named_models
from core.catalog import pictures
from core.catalog.item_columns import candidate_of
from core.catalog.tables import items
from core.errors import InputError, Misuse, NotFound, WorkFailed
from core.jobs.board import open_board
from core.models.store import in_use
from core.nouns.analysis import Analysis, AnalysisOptions
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.source import Result, Source
from core.site import Site
from core.sources.fetching.fetch import fetch, is_url
from core.sources.files.folder import pictures_in
from core.sources.files.local_file import path_of

ANNOTATE = "core.analyze.tasks:annotate"
KIND, RECOGNIZE = "analyze", "recognize"
FULL = AnalysisOptions()


def save_upload(site: Site, name: str, content: IO[bytes]) -> Source:
    """Keep an uploaded file and make it a source.

    Parameters
    ----------
    site : Site
    name : str
        What the file is called by its sender; shown, never used as a path.
    content : binary file
        Read to its end.

    Returns
    -------
    Source
        With a `failure` when the file is larger than the site allows.
    """
    limit = site.settings.max_bytes
    data = content.read(limit + 1)
    if len(data) > limit:
        size = content.seek(0, os.SEEK_END)
        reason = f"The file has {size / 1e6:,.1f} MB; at most {limit / 1e6:g} MB are read."
        return Source(name, failure=Failure(name, "TooLarge", reason, "Save it smaller or with more compression."))
    return Source(name, path=site.keep(data))


def sources_from_text(site: Site, text: str) -> list[Source]:
    """Addresses pasted one a line; blank lines and repeats are dropped.

    Returns
    -------
    list of Source
        A line that is no web address becomes a source with a `failure`.
    """
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    return [_address(line) for line in lines if line]


def sources_from_paths(site: Site, texts: Iterable[str]) -> list[Source]:
    """Files, folders and web addresses of the command line.

    Returns
    -------
    list of Source
        Folders opened into their pictures; what is not there becomes a source with a `failure`.
    """
    return [source for text in texts for source in _from_path(text)]


def start(site: Site, sources: list[Source], options: AnalysisOptions = FULL, *, again: bool = False) -> str:
    """Begin to analyze pictures in the background, before all other jobs.

    Parameters
    ----------
    site : Site
        Open, with its models.
    sources : list of Source
        Files, addresses, and what could not be understood.
    options : AnalysisOptions
        The cascade, and the optional stages to run.
    again : bool
        True to analyze also what is known already.

    Returns
    -------
    str
        The job's id; `find` says how far it is, `results` what came of it.

    Raises
    ------
    Misuse
        When there is nothing to analyze, the cascade or a stage is unknown, or a stage is switched off here.
    """
    if not sources:
        raise Misuse("There is no picture to analyze.", "Add files or addresses.")
    if options.cascade not in ("full", "short"):
        raise Misuse(f"The cascade is full or short, not {options.cascade!r}.", "Choose one of the two.")
    check_stages(options.stages)
    check_allowed(options.stages, site.settings.data_dir)
    plain_options = {"cascade": options.cascade, "stages": list(options.stages), "again": again,
                     "models": named_models(site)}
    return site.part(open_board).start("", "pictures", plain_options, kind=KIND, offers=map(_offer, sources))


def recognize(site: Site, stages: tuple[str, ...], source: str = EVERYTHING) -> str:
    """Begin to run optional stages over pictures that are here already, in the background; nothing is fetched again.

    Parameters
    ----------
    site : Site
        Open, with its models.
    stages : tuple of str
        Names of optional stages.
    source : str
        "catalog" for all pictures, or the id of a job for its pictures.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    Misuse
        No or an unknown stage, or one that is switched off here; or a job of this kind over the same pictures is
        under way.
    NotFound
        No such job.
    """
    check_stages(stages)
    check_allowed(stages, site.settings.data_dir)
    if not stages:
        raise Misuse("No stage was chosen.", f"Choose from: {', '.join(OPTIONAL)}.")
    if source != EVERYTHING:
        site.part(open_board).job(source)
    options = {"stages": sorted(stages), "models": named_models(site)}
    return site.part(open_board).start(source, source if source == EVERYTHING else "job", options, kind=RECOGNIZE)


def offered_stages(site: Site) -> tuple[str, ...]:
    """The optional stages that this site runs: those that are switched off are left out."""
    return offered(site.settings.data_dir)


def unnamed_stages(site: Site) -> tuple[str, ...]:
    """The optional stages that run where nobody names any: all that are on, without those that take long."""
    return unnamed(site.settings.data_dir)


def check_offered(site: Site, stages: tuple[str, ...]) -> None:
    """Raise Misuse when one of some optional stages is switched off on this site."""
    check_allowed(stages, site.settings.data_dir)


def restart(site: Site, job_id: str) -> str:
    """Analyze the pictures of an earlier analysis again, by the models in use now.

    Returns
    -------
    str
        The new job's id; pictures that these models have analyzed already are not analyzed again.

    Raises
    ------
    NotFound
        No such analysis.
    """
    earlier = find(site, job_id)
    query = (select(items.c.uri, items.c.candidate).where(items.c.job_id == job_id, items.c.picture_id != "")
             .order_by(items.c.number))
    with site.store.reading() as connection:
        offers = [candidate_of(row) for row in connection.execute(query).mappings()]
    options = {**earlier.options, "again": False, "models": named_models(site)}
    return site.part(open_board).start("", "pictures", options, kind=KIND, offers=offers)


def find(site: Site, job_id: str) -> Job:
    """How far a job is, also one of an earlier run of the server; raises NotFound."""
    job = site.part(open_board).job(job_id)
    if job.kind not in (KIND, RECOGNIZE):
        raise NotFound("This link leads to another kind of job.", "Open it from the page Audits or Sales.")
    return job


def cancel(site: Site, job_id: str) -> None:
    """Stop for good; what is done stays."""
    site.part(open_board).cancel(job_id)


def wait(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until a job has ended, or `timeout` seconds passed."""
    return site.part(open_board).wait(job_id, timeout)


def results(site: Site, job_id: str) -> list[Result]:
    """What came of a job's pictures so far, in the order of the sources; kept in memory for the next look.

    Parameters
    ----------
    site : Site
        Open.
    job_id : str
        As `start` returned it.
    """
    return site.part(Results).of(job_id)


def in_order(site: Site, job_id: str) -> Iterator[Result]:
    """Yield results in the order of the sources, each as soon as those before it are there."""
    last = 0
    while True:
        ended = not find(site, job_id).running
        results_by_number = site.part(Results).numbered(job_id)
        while last + 1 in results_by_number:
            last += 1
            yield results_by_number[last]
        if ended:
            yield from (results_by_number[number] for number in sorted(results_by_number) if number > last)
            return
        site.part(open_board).wait_for_news()


def fetched(site: Site, source: Source) -> Path:
    """Fetch a source's address into the inbox; raises FetchFailed, Refused, NotFound or TooLarge."""
    return site.keep(fetch(source.url or "", site.settings).data)


def analyze_now(site: Site, source: Source, options: AnalysisOptions = FULL) -> Analysis:
    """Analyze one picture while somebody waits, ahead of queued work.

    Raises
    ------
    MerchlensError
        Of the class that its failure would have in a job.
    """
    if source.failure:
        kind = getattr(errors, source.failure.error, InputError)
        raise kind(source.failure.message, source.failure.hint)
    job_id = start(site, [source], options)
    wait(site, job_id)
    rows = results(site, job_id)
    if not rows:
        raise WorkFailed("The analysis was canceled before it had a result.", "Start it again.")
    result = rows[0]
    if isinstance(result, Failure):
        kind = getattr(errors, result.error, InputError)
        raise kind(result.message, result.hint)
    return result


def analysis_of(site: Site, picture_id: str) -> Analysis:
    """The newest analysis of a picture, by the model of shopping intent in use where there is one; raises NotFound."""
    analysis = site.store.analysis(picture_id, dict(in_use(site.settings))["intent"])
    if analysis is None:
        raise NotFound("This photo was not analyzed here.", "Analyze it first.")
    return analysis


def preview(site: Site, picture_id: str) -> bytes:
    """The analyzed picture as JPEG of at most 640 px, without metadata; raises NotFound."""
    return pictures.preview(site.settings.data_dir, picture_id).read_bytes()


def thumbnail(site: Site, picture_id: str) -> bytes:
    """An analyzed picture as JPEG of at most 160 px, or its preview where there is none; raises NotFound."""
    return pictures.thumbnail(site.settings.data_dir, picture_id).read_bytes()


def annotated(site: Site, analysis: Analysis) -> bytes:
    """The preview with boxes and landmarks, the deciding one thick and labeled (JPEG)."""
    return site.run(ANNOTATE, str(pictures.preview(site.settings.data_dir, analysis.picture_id)), analysis)


def results_csv(rows: list[Result]) -> bytes:
    """A row for each picture or failure, `uri` first, safe to open in a spreadsheet (UTF-8 with BOM)."""
    return exports.csv_table(rows)


def results_json(rows: list[Result]) -> bytes:
    """The public schema as a JSON array (UTF-8)."""
    return exports.json_array(rows)


def _offer(source: Source) -> Candidate | Failure:
    return source.failure or Candidate(source.uri, url=source.url or "", path=str(source.path or ""), origin="upload")


def _from_path(text: str) -> list[Source]:
    if is_url(text) or "://" in text:
        return [_address(text)]
    try:
        path = path_of(text)
        files = pictures_in(path) if path.is_dir() else [path]
        if not path.exists():
            raise NotFound(f"There is no file or folder {text}.", "Check the path.")
    except InputError as error:
        return [Source(text, failure=Failure.of(text, error))]
    return [Source(str(file), path=file.resolve()) for file in files]


def _address(text: str) -> Source:
    if is_url(text):
        return Source(text, url=text)
    hint = "Write the whole address, such as https://shop.example/shoe.jpg."
    return Source(text, failure=Failure(text, "Misuse", f"This is no web address: {text[:200]}.", hint))
