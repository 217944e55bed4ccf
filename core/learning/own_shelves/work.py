"""What the job board asks of this part: a training is one long item, in a process of its own, then a new version."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from core import datasets, shelf
from core.errors import SetupError
from core.jobs.kinds import LongKind, Progress
from core.learning.own_persons.work import MEMORY_MB, MOST_SECONDS, comparison_file, folder_of
from core.learning.own_shelves.card import card, facts
from core.learning.own_shelves.order import Order
from core.models import store, versions
from core.models.manifest import Manifest
from core.nouns.dataset import Dataset
from core.nouns.job import Job
from core.nouns.shelf_comparison import ShelfComparison
from core.processes.child import About, ChildProcess
from core.site import Site

TRAIN, ROLE = "core.learning.own_shelves.tasks:train", "products"
ABOUT = About("training", "Choose a smaller dataset or fewer steps")


def job_kind(site: Site) -> LongKind:
    """The kind `train-shelves`: the dataset that is its source."""

    def run(job: Job, progress: Progress) -> None:
        models_dir = versions.with_own_folder(site.settings).models_dir
        if job.options["name"] in Manifest.read(models_dir).entries:
            return  # a process was killed between the last step and the note of it
        dataset, folder = datasets.read(site, job.source), folder_of(site, job.job_id)
        order = Order(job.options["name"], store.entry(models_dir, ROLE, job.options["parent"]), dataset.dataset_id,
                      dataset.samples, tuple(path for _, path in shelf.packshots(site)), job.options["steps"],
                      job.options["batch"], job.options["seed"])
        limits = site.settings.model_copy(update={"table_seconds": MOST_SECONDS, "table_memory_mb": MEMORY_MB})
        work = ChildProcess(TRAIN, (site.settings, order, str(folder)), limits, about=ABOUT)
        if work.follow(progress):
            _register(models_dir, dataset, order, (folder, work.result()))

    return LongKind(run)


def _register(models_dir: Path, dataset: Dataset, order: Order, made: tuple[Path, ShelfComparison]) -> None:
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
        for name in ("own", "replayed", "unseen"):
            shutil.rmtree(folder / name, ignore_errors=True)
    except OSError as error:
        raise SetupError(f"The new version could not be stored: {error.strerror or error}. The model in use is as it "
                         "was.", "Make room on the disk, then train again.") from None
