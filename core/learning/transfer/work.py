"""What the job board asks of this part: a training is one long item, in a process of its own, then a new version."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import datasets
from core.errors import SetupError
from core.jobs.kinds import LongKind, Progress
from core.learning.transfer.card import card, facts
from core.learning.transfer.order import Order
from core.models import versions
from core.models.manifest import Manifest
from core.nouns.dataset import Dataset
from core.nouns.job import Job
from core.processes.about import About
from core.processes.child import ChildProcess
from core.site import Site

TRAIN = "core.learning.transfer.tasks:train"
ABOUT = About("training", "Choose a smaller dataset or backbone")
MOST_SECONDS, MEMORY_MB = 7 * 86_400.0, 16_000


def job_kind(site: Site) -> LongKind:
    """The kind `transfer`: the dataset that is its source."""

    def run(job: Job, progress: Progress) -> None:
        if job.options["name"] in Manifest.read(versions.with_own_folder(site.settings).models_dir).entries:
            return  # a process was killed between the last step and the note of it
        dataset, folder = datasets.read(site, job.source), folder_of(site, job.job_id)
        order = Order(dataset_id=dataset.dataset_id, samples=dataset.samples, **job.options)
        limits = site.settings.model_copy(update={"table_seconds": MOST_SECONDS, "table_memory_mb": MEMORY_MB})
        work = ChildProcess(TRAIN, (site.settings, order, str(folder)), limits, about=ABOUT)
        if work.follow(progress):
            _register(site, dataset, order, (folder, work.result()))

    return LongKind(run)


def folder_of(site: Site, job_id: str) -> Path:
    """Where a training keeps its epochs and curves."""
    return site.settings.data_dir / "trainings" / job_id


def _register(site: Site, dataset: Dataset, order: Order, made: tuple[Path, dict[str, Any]]) -> None:
    """Put the new version beside the others; the one in use stays in use, and only the curves are kept."""
    folder, found = made
    created = datetime.now(UTC).isoformat(timespec="seconds")
    models_dir = versions.with_own_folder(site.settings).models_dir
    try:
        (folder / f"{order.name}.md").write_text(card(order, dataset, found), "utf-8")
        versions.register(models_dir, order.name, facts(order, dataset, found, created), [f"{order.name}.tflite"],
                          source=folder, documents=[f"{order.name}.md", f"{order.name}.keras"])
        for path in folder.glob("*.keras"):
            path.unlink(missing_ok=True)
        (folder / f"{order.name}.tflite").unlink(missing_ok=True)
    except OSError as error:
        raise SetupError(f"The new version could not be stored: {error.strerror or error}. The model in use is as it "
                         "was.", "Make room on the disk, then train again.") from None
