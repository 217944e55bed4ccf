"""What the job board asks of this room: the index is one long item: vectors picture by picture, then the index."""

from __future__ import annotations

from core.catalog import vectors
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import files_of, fill_vectors, name_of
from core.models import store
from core.models.manifest import Entry
from core.nouns.job import Job
from core.processes.child import ChildProcess
from core.settings import Settings
from core.site import Site

EMBED, BUILD = "core.explore.tasks:embed", "core.similar.tasks:build"
EMBEDDING = 0.8  # of the progress bar


def job_kind(site: Site) -> LongKind:
    """The kind `similar`: all pictures of the catalog."""

    def run(job: Job, progress: Progress) -> None:
        model = intent_model(site.settings)
        name = vector_name(model)
        with site.store.reading() as connection:
            lacking = vectors.lacking_anywhere(connection, name)
        asked = [(picture_id, (path, checked, model)) for picture_id, path, checked in files_of(site, lacking)]
        if asked and not fill_vectors(site, EMBED, name, asked,
                                      progress=lambda step, share: progress(step, EMBEDDING * share)):
            return
        work = ChildProcess(BUILD, (site.settings, name), site.settings)
        if work.follow(lambda sentence, share: progress(sentence, EMBEDDING + (1 - EMBEDDING) * share)):
            work.result()

    return LongKind(run)


def intent_model(settings: Settings) -> Entry:
    """The model whose vectors are compared: that of shopping intent in use."""
    return store.entry(settings.models_dir, "intent", settings.intent_model)


def vector_name(model: Entry) -> str:
    """What its vectors are kept under."""
    return name_of(model, "features")
