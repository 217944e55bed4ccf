"""What the job board asks of this room: models run on the pictures of a dataset, one long item."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from core.cards.evaluations import waiting
from core.cards.labeled import choose
from core.cards.scored import Scored
from core.errors import MerchlensError
from core.jobs.kinds import LongKind, Progress
from core.models import store
from core.models.manifest import Entry
from core.nouns.dataset import Sample
from core.nouns.job import Job
from core.processes.each import each
from core.site import Site
from core.words.numerals import count

TASKS = {"intent": "core.cards.tasks:score", "tags": "core.cards.tasks:tagged"}
FIND = "core.cards.tasks:find"  # of detectors


def job_kind(site: Site) -> LongKind:
    """The kind `evaluate`: see `core.cards.evaluations.start_evaluation`."""

    def run(job: Job, progress: Progress) -> None:
        settings = site.settings
        role = job.options.get("role", "intent")  # jobs of earlier releases have none
        entries = [store.entry(settings.models_dir, role, name) for name in job.options["models"]]
        lacking = waiting(site, entries, choose(site, job.options["dataset"], job.options["split"], role)[2])
        scored = {entry.sha256: Scored(site, entry) for entry in entries}
        done, failed = 0, 0

        def is_wanted() -> bool:
            words = f"{done:,} of {count(len(lacking), 'photo')} seen"
            return progress(words + (f", {failed:,} failed" if failed else ""), done / len(lacking))

        def submit(one: tuple[Sample, tuple[Entry, ...]]) -> Future[Any]:
            sample, models = one
            return site.pool.submit(TASKS.get(role, FIND), sample.path, sample.picture_id, models)

        for (sample, models), seen in each(lacking, submit, workers=settings.workers, is_wanted=is_wanted):
            done += 1
            failed += isinstance(seen, MerchlensError)
            for place, entry in enumerate(models):
                if isinstance(seen, MerchlensError):
                    scored[entry.sha256].add_failure(sample.picture_id, seen.message)
                else:
                    scored[entry.sha256].add(sample.picture_id, seen[place])

    return LongKind(run)
