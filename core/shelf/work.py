"""What the job board asks of this room: photos of shelves are read one after the other, one long item."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from core import analyze, skus
from core.catalog import shelves
from core.errors import MerchlensError, NotFound
from core.jobs.board import open_board
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import file_of
from core.models import store
from core.models.manifest import Entry
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.nouns.shelf import ShelfReading
from core.nouns.source import Source
from core.processes.each import each
from core.processes.pool import SOON
from core.site import Site
from core.words.numerals import count

READ = "core.shelf.tasks:read"
TIMES = 6  # of the seconds for one picture: a shelf is looked at in tiles, and has a hundred products
LOOK_SECONDS = 0.2  # between two looks at a job that is waited for
FOLDER = "shelf"  # of the data folder: photos as the page shows them
SHORT = analyze.AnalysisOptions(cascade="short")


def job_kind(site: Site) -> LongKind:
    """The kind `shelf`: each photo is analyzed like any other, then read."""

    def run(job: Job, progress: Progress) -> None:
        if not ready(site, job, progress):
            return
        sources = [source_of(values) for values in job.options["sources"]]
        with site.store.reading() as connection:
            known = Counter(one.uri for one in shelves.of_job(connection, job.job_id))
        waiting = []
        for source in sources:
            known[source.uri] -= 1
            if known[source.uri] < 0:
                waiting.append(source)
        done = len(sources) - len(waiting)

        def going() -> bool:
            return progress(f"{done:,} of {count(len(sources), 'photo')} read", 0.5 + 0.5 * done / len(sources))

        with ThreadPoolExecutor(site.settings.workers) as threads:  # each waits for worker processes
            for source, reading in each(waiting, lambda one: threads.submit(
                    read, site, one, job.options["shelf"], words=bool(job.options.get("words"))),
                                        workers=site.settings.workers, is_wanted=going):
                with site.store.writing() as connection:
                    if isinstance(reading, MerchlensError):
                        shelves.add_failure(connection, job.job_id, Failure.of(source.uri, reading), time.time())
                    else:
                        shelves.add(connection, job.job_id, reading)
                done += 1

    return LongKind(run)


def ready(site: Site, job: Job, progress: Progress) -> bool:
    """Wait for the import that a job begins with, and bring the index of products up to date; False when nobody wants
    the job any more."""
    after = str(job.options.get("after", ""))
    if after and not _ended(site, after, "Products are imported", progress):
        return False
    state = skus.index_state(site)
    if not state.products or (not state.waiting and state.is_current):
        return True
    return _ended(site, skus.start_index(site), f"{count(state.products, 'product')} are learned", progress)


def _ended(site: Site, job_id: str, sentence: str, progress: Progress) -> bool:
    board = site.part(open_board)
    while (job := board.job(job_id)).running:
        if not progress(sentence, 0.5 * job.fraction):
            board.cancel(job_id)
            return False
        time.sleep(LOOK_SECONDS)
    return True


def read(site: Site, source: Source, shelf: str, *, words: bool = False) -> ShelfReading:
    """Read one photo, its lettering too where `words` says so; it is in the catalog then, the reading is not kept yet.

    Raises
    ------
    MerchlensError
        The photo cannot be read, or the detector is missing.
    """
    analysis = analyze.analyze_now(site, source, SHORT)
    detector = detector_of(site)
    index = index_of(site)
    path = file_of(site, analysis.picture_id)[0]
    text = store.entry(site.settings.models_dir, "text") if words and index else None
    found = site.pool.submit(READ, path, source.uri, (detector, index, text), priority=SOON, times=TIMES).result()
    _keep_view(site, analysis.picture_id, found.view)
    models = {"products": detector.name} | ({"skus": index[1][0].name, "index": index[0].name} if index else {})
    models |= {"text": text.name} if text else {}
    return ShelfReading(0, analysis.picture_id, source.uri, shelf, time.time(), found.size_wh, found.facings,
                        found.tags, found.gaps, models)


def detector_of(site: Site) -> Entry:
    """The detector in use: the one that the operator named, else the current one; raises ModelMissing, SetupError."""
    return store.entry(site.settings.models_dir, "products", site.settings.products_model)


def index_of(site: Site) -> tuple[Path, tuple[Entry, Entry]] | None:
    """The index of products with the models of its matcher; None while there is none."""
    try:
        return skus.index_folder(site), skus.models(site)
    except NotFound:
        return None


def view_file(site: Site, picture_id: str) -> Path:
    """Where a photo lies as the page shows it; the file may be gone."""
    return Path(site.settings.data_dir) / FOLDER / f"{picture_id}.jpg"


def plain_source(source: Source) -> dict[str, Any]:
    """A source as options of a job keep it."""
    failure = source.failure and source.failure.to_dict()
    return {"uri": source.uri, "path": str(source.path or ""), "url": source.url or "", "failure": failure}


def source_of(values: dict[str, Any]) -> Source:
    """Inverse of `plain_source`."""
    failure = values["failure"] and Failure.from_dict(values["failure"])
    return Source(values["uri"], Path(values["path"]) if values["path"] else None, values["url"] or None,
                  failure or None)


def _keep_view(site: Site, picture_id: str, data: bytes) -> None:
    path = view_file(site, picture_id)
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(f".{time.monotonic_ns()}.part")
    part.write_bytes(data)
    part.replace(path)
