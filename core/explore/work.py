"""What the job board asks of this room: a map is one long item: vectors picture by picture, then the layout."""

from __future__ import annotations

from core.catalog import vectors
from core.errors import Misuse
from core.explore.maps import KeptMaps
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import files_of, fill_vectors, name_of
from core.models import store
from core.models.manifest import Entry
from core.nouns.job import Job
from core.processes.about import About
from core.processes.child import ChildProcess
from core.site import Site

EMBED, DRAW = "core.explore.tasks:embed", "core.explore.tasks:draw"
EMBEDDING = 0.9  # of the progress bar


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
    asked = [(picture_id, (path, checked, model)) for picture_id, path, checked in files_of(site, lacking)]
    return fill_vectors(site, EMBED, _name(model), asked,
                        progress=lambda step, share: progress(step, EMBEDDING * share))


def _name(model: Entry) -> str:
    return name_of(model, "features")


def _draw(site: Site, job_id: str, model: Entry, progress: Progress) -> None:
    work = ChildProcess(DRAW, (site.settings.database, job_id, _name(model)), site.settings,
                        about=About("map", "Choose a smaller analysis or audit"))
    if not work.follow(lambda sentence, share: progress(sentence, EMBEDDING + (1 - EMBEDDING) * share)):
        return
    drawn = work.result()
    if not drawn.picture_ids:
        raise Misuse("None of the photos could be read again, so there is no map.",
                     "Analyze the photos again, then make the map.")
    site.part(KeptMaps).keep(job_id, drawn)
