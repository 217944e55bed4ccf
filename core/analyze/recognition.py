"""Optional stages over pictures that are in the catalog already: nothing is fetched again.

Where the chain's result of a picture is kept, only the stages run, on top of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from core.analyze.work import ANALYZE, models_key, named_models, options_of
from core.catalog import pictures, results
from core.catalog.tables import items
from core.catalog.tables import pictures as picture_rows
from core.jobs.kinds import Analyzed, Options, PictureKind
from core.nouns.analysis import AnalysisOptions
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.processes.pool import SOON
from core.site import Site

ADD_STAGES = "core.analyze.tasks:add_stages"
EVERYTHING = "catalog"  # as the source of a job; else the id of a job whose pictures they are
BATCH = 1000


def job_kind(site: Site) -> PictureKind:
    """The kind `recognize`: pictures of the catalog, each called by its picture id."""
    settings = site.settings

    def read(candidate: Candidate) -> tuple[str, str, str]:
        return candidate.uri, str(pictures.original(settings.data_dir, candidate.uri)), ""

    def analyze(path: str, picture_id: str, options: Options) -> Analyzed:
        chosen = options_of(options)
        with site.store.reading() as connection:
            kept = results.find(connection, picture_id, models_key(settings, AnalysisOptions()), "")
        task = ((ANALYZE, path, path, chosen) if kept is None else (ADD_STAGES, path, kept.analysis, chosen.stages))
        return site.pool.submit(*task, priority=SOON).result(), {}, {}

    def key(options: Options) -> tuple[str, str]:
        return models_key(settings, options_of(options)), ""

    return PictureKind(partial(_candidates, site), read, analyze, key, models=partial(named_models, site))


def _candidates(site: Site, job: Job) -> Iterator[Candidate | Failure]:
    """Every picture of the catalog, or of a job, by its id, in order."""
    after = ""
    while True:
        column = picture_rows.c.picture_id if job.source == EVERYTHING else items.c.picture_id
        query = select(column).distinct().where(column > after).order_by(column).limit(BATCH)
        if job.source != EVERYTHING:
            query = query.where(items.c.job_id == job.source)
        with site.store.reading() as connection:
            names = list(connection.execute(query).scalars())
        yield from (Candidate(name, picture_id=name, origin="catalog") for name in names)
        if not names:
            return
        after = names[-1]
