"""What the job board asks of this part: a training is one long item: what the model saw of the dataset's photos, then
the learning in a process of its own, then a new version in the site's folder of models."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import datasets
from core.catalog import vectors
from core.errors import SetupError
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import files_of, fill_vectors, name_of
from core.models import store, versions
from core.models.manifest import Entry, Manifest
from core.nouns.dataset import Dataset
from core.nouns.job import Job
from core.processes.about import About
from core.processes.child import ChildProcess
from core.retrain.tags.card import card
from core.retrain.tags.order import Order, Trained
from core.retrain.work import READING, learned_from, ordinary_pictures, place_of
from core.site import Site

FEATURES, TRAIN, ROLE = "core.tags.tasks:features", "core.retrain.tags.tasks:train", "tags"
MOST_CATALOG = 5000  # pictures without a label that features are adapted to
ABOUT = About("training", "Choose a smaller dataset")


def job_kind(site: Site) -> LongKind:
    """The kind `train-tags`: on the dataset that is its source, or on one of all judged tags."""

    def run(job: Job, progress: Progress) -> None:
        folder = versions.with_own_folder(site.settings).models_dir
        if job.options["name"] in Manifest.read(folder).entries:
            return  # a process was killed between the last step and the note of it
        dataset = _dataset(site, job, progress)
        if dataset is None:
            return
        model = store.entry(folder, ROLE, job.options["model"])
        labeled, way = {sample.picture_id for sample in dataset.samples}, job.options.get("adapt", "")
        order = Order(site.settings.database, name_of(model, "features"), model, job.options["name"],
                      dataset.dataset_id, dataset.samples, ordinary_pictures(site, labeled),
                      learned_from(site, model, ROLE), job.options["seed"], way,
                      ordinary_pictures(site, labeled, most=MOST_CATALOG) if way else ())
        if _read(site, order, progress):
            work = ChildProcess(TRAIN, (order,), site.settings, about=ABOUT)
            if work.follow(lambda words, share: progress(words, READING + (1 - READING) * share)):
                _register(site, (folder, dataset, order), work.result())

    return LongKind(run)


def comparison_file(name: str) -> str:
    """The file beside a version that holds its comparison."""
    return f"{name}.comparison.json"


def _dataset(site: Site, job: Job, progress: Progress) -> Dataset | None:
    """What is to be learned; None when nobody wants the job any more."""
    if job.source != datasets.TAGGED:
        return datasets.read(site, job.source)
    made = datasets.make_in_job(site, job, lambda step, share: progress(step, 0.1 * share))
    return datasets.read(site, made) if made else None


def _read(site: Site, order: Order, progress: Progress) -> bool:
    """Have the network look at photos that it has not looked at yet; False when nobody wants the job any more."""
    samples = {sample.picture_id: sample for sample in order.samples}
    with site.store.reading() as connection:
        known = vectors.known(connection, [*samples, *order.ordinary, *order.catalog], order.vectors)
    places = [place_of(site, sample) for name, sample in samples.items() if name not in known]
    places += files_of(site, [name for name in dict.fromkeys((*order.ordinary, *order.catalog)) if name not in known])
    asked: list[Any] = [(name, (path, checked)) for name, path, checked in places]
    return fill_vectors(site, FEATURES, order.vectors, asked,
                        progress=lambda words, share: progress(words, 0.1 + (READING - 0.1) * share))


def _register(site: Site, places: tuple[Path, Dataset, Order], trained: Trained) -> None:
    """Put the new version beside the others; the one in use stays in use."""
    folder, dataset, order = places
    name, found = order.name, trained.comparison
    documents = {f"{name}.md": card(order, dataset, found).encode(),
                 comparison_file(name): json.dumps(found.to_dict()).encode()}
    try:
        with tempfile.TemporaryDirectory(dir=site.settings.data_dir, prefix="training-") as part:
            for file, data in {f"{name}.npz": trained.weights, **documents}.items():
                (Path(part) / file).write_bytes(data)
            versions.register(folder, name, _facts(order, dataset, trained), [f"{name}.npz"], source=Path(part),
                              documents=list(documents))
    except OSError as error:
        raise SetupError(f"The new version could not be stored: {error.strerror or error}. The model in use is as it "
                         "was.", "Make room on the disk of the data folder, then train again.") from None


def _facts(order: Order, dataset: Dataset, trained: Trained) -> dict[str, Any]:
    """The entry for the manifest, without what `core.models.versions.register` adds."""
    model: Entry = order.model
    return {"role": ROLE, "origin": f"trained on this site from {model.name} by core/retrain/tags",
            "license": model.license, "labels": list(model.labels), "input": dict(model.input),
            "metrics": {f"cross_fitted_{question}": {"n": part.count, "share": part.candidate.share,
                                                     "before": part.now.share}
                        for question, part in trained.comparison.questions},
            "card": f"{order.name}.md",
            "training": {"head": ROLE, "dataset": dataset.dataset_id, "dataset_name": dataset.name,
                         "pictures": len(order.samples), "parent": model.name, "parent_sha256": model.sha256,
                         "seed": order.seed,
                         "command": f"python -m core train tags --dataset {dataset.dataset_id[:12]} --seed "
                         f"{order.seed}" + (f" --adapt {order.adapt}" if order.adapt else ""),
                         "created": datetime.now(UTC).isoformat(timespec="seconds")}}
