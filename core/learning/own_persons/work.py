"""What the job board asks of this part: a training is one long item, in a process of its own, then a new version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from core import datasets
from core.catalog.tables import pictures
from core.errors import SetupError
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import files_of
from core.learning.own_persons.card import card, facts
from core.learning.own_persons.order import Order
from core.models import store, versions
from core.models.manifest import Manifest
from core.nouns.box_comparison import BoxComparison
from core.nouns.dataset import Dataset
from core.nouns.job import Job
from core.processes.child import About, ChildProcess
from core.site import Site

TRAIN = "core.learning.own_persons.tasks:train"
ABOUT = About("training", "Choose a smaller dataset or fewer steps")
MOST_SECONDS, MEMORY_MB = 7 * 86_400.0, 16_000
MOST_OTHERS = 400  # half are replayed, half show what changes


def job_kind(site: Site) -> LongKind:
    """The kind `train-persons`: the dataset that is its source."""

    def run(job: Job, progress: Progress) -> None:
        models_dir = versions.with_own_folder(site.settings).models_dir
        if job.options["name"] in Manifest.read(models_dir).entries:
            return  # a process was killed between the last step and the note of it
        dataset, folder = datasets.read(site, job.source), folder_of(site, job.job_id)
        parent = store.entry(models_dir, "persons", job.options["parent"])
        order = Order(job.options["name"], parent, dataset.dataset_id, dataset.samples,
                      tuple(_others(site, {sample.picture_id for sample in dataset.samples})),
                      job.options["steps"], job.options["batch"], job.options["seed"])
        limits = site.settings.model_copy(update={"table_seconds": MOST_SECONDS, "table_memory_mb": MEMORY_MB})
        work = ChildProcess(TRAIN, (site.settings, order, str(folder)), limits, about=ABOUT)
        if work.follow(progress):
            _register(models_dir, dataset, order, (folder, work.result()))

    return LongKind(run)


def folder_of(site: Site, job_id: str) -> Path:
    """Where a training keeps its state and curve."""
    return site.settings.data_dir / "trainings" / job_id


def comparison_file(name: str) -> str:
    """The file beside a version that holds its comparison."""
    return f"{name}.comparison.json"


def _others(site: Site, own: set[str]) -> Iterator[tuple[str, str]]:
    """Analyzed photos that are not of the dataset, in the order of their hashes, which says nothing of what they
    show."""
    query = select(pictures.c.picture_id).order_by(pictures.c.picture_id).limit(MOST_OTHERS + len(own))
    with site.store.reading() as connection:
        known = [name for name in connection.execute(query).scalars() if name not in own]
    for _, path, checked in files_of(site, known[:MOST_OTHERS]):
        yield checked, path


def _register(models_dir: Path, dataset: Dataset, order: Order, made: tuple[Path, BoxComparison]) -> None:
    """Put the new version beside the others; the one in use stays in use, and only the curve is kept."""
    folder, found = made
    created = datetime.now(UTC).isoformat(timespec="seconds")
    documents = {f"{order.name}.md": card(order, dataset, found),
                 comparison_file(order.name): json.dumps(found.to_dict())}
    weights = [f"{order.name}{suffix}" for suffix in (".xml", ".bin", ".pt")]
    try:
        for name, text in documents.items():
            (folder / name).write_text(text, "utf-8")
        versions.register(models_dir, order.name, facts(order, dataset, found, created), weights, source=folder,
                          documents=list(documents))
        for name in ("state.pt", *weights, *documents):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise SetupError(f"The new version could not be stored: {error.strerror or error}. The model in use is as it "
                         "was.", "Make room on the disk, then train again.") from None
