"""What the job board asks of this room: a map is one long item: vectors picture by picture, then the layout."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from typing import Any

import numpy as np

from core.catalog import pictures, vectors
from core.errors import MerchlensError, Misuse, SetupError
from core.explore.maps import KeptMaps
from core.jobs.kinds import LongKind, Progress
from core.models import store
from core.models.manifest import Entry
from core.nouns.job import Job
from core.processes.child import ChildProcess
from core.site import Site
from core.words.numerals import count

EMBED, DRAW = "core.explore.tasks:embed", "core.explore.tasks:draw"
LOOK_SECONDS = 0.2
AT_ONCE = 2  # pictures under way for each worker process, so that none waits
WRITTEN = 100  # vectors of one transaction
EMBEDDING = 0.9  # of the progress bar
Found = dict[str, np.ndarray]


def job_kind(site: Site) -> LongKind:
    """The kind `map`: the pictures of the job that is its source."""

    def run(job: Job, progress: Progress) -> None:
        model = store.entry(site.settings.models_dir, "intent", site.settings.intent_model)
        if _embed(site, job.source, model, progress):
            _draw(site, job.source, model, progress)

    return LongKind(run)


def _embed(site: Site, job_id: str, model: Entry, progress: Progress) -> bool:
    """Compute the vectors that are not known yet; False when nobody wants the map any more."""
    with site.store.reading() as connection:
        lacking = vectors.lacking(connection, job_id, _name(model))
    waiting, done, found = iter(lacking), 0, Found()
    under_way: dict[Future[Any], str] = {}
    try:
        while _fill(site, model, waiting, under_way):
            step = f"{done:,} of {count(len(lacking), 'photo')} looked at by the model"
            if not progress(step, EMBEDDING * done / len(lacking)):
                return False
            ended, _ = wait(under_way, LOOK_SECONDS, FIRST_COMPLETED)
            for future in ended:
                _note(found, under_way.pop(future), future)
                done += 1
            if len(found) >= WRITTEN:
                _keep(site, model, found)
    finally:
        for future in under_way:
            future.cancel()
        _keep(site, model, found)
    return True


def _fill(site: Site, model: Entry, waiting: Iterator[str], under_way: dict[Future[Any], str]) -> bool:
    """Keep each worker process busy; False when nothing is left."""
    while len(under_way) < AT_ONCE * site.settings.workers and (picture_id := next(waiting, None)) is not None:
        with suppress(MerchlensError):  # neither file nor preview is there: it has no place on the map
            under_way[site.pool.submit(EMBED, *_file(site, picture_id), model)] = picture_id
    return bool(under_way)


def _file(site: Site, picture_id: str) -> tuple[str, str]:
    """The picture's own file; its preview where that is gone, since an upload is kept for a week only."""
    try:
        return str(pictures.original(site.settings.data_dir, picture_id)), picture_id
    except MerchlensError:
        return str(pictures.preview(site.settings.data_dir, picture_id)), ""


def _note(found: Found, picture_id: str, future: Future[Any]) -> None:
    with suppress(CancelledError):  # this process ends: the next one goes on
        try:
            found[picture_id] = future.result()
        except SetupError:
            raise
        except MerchlensError:  # it has no place on the map; the page says how many have none
            return


def _keep(site: Site, model: Entry, found: Found) -> None:
    if found:
        with site.store.writing() as connection:
            vectors.keep(connection, _name(model), found)
        found.clear()


def _name(model: Entry) -> str:
    """What vectors are kept under: the model's file, whatever its thresholds are."""
    return f"{model.name} features {model.sha256[:16]}"


def _draw(site: Site, job_id: str, model: Entry, progress: Progress) -> None:
    work = ChildProcess(DRAW, (site.settings.database, job_id, _name(model)), site.settings)
    try:
        while work.running:
            if not progress(work.sentence, EMBEDDING + (1 - EMBEDDING) * work.fraction):
                return
            time.sleep(LOOK_SECONDS)
        drawn = work.result()
    finally:
        if work.running:
            work.cancel()
    if not drawn.picture_ids:
        raise Misuse("None of the photos could be read again, so there is no map.",
                     "Analyze the photos again, then make the map.")
    site.part(KeptMaps).keep(job_id, drawn)
