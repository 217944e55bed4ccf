"""What the job board asks of this room: training is one long item: the dataset of all corrections where these are the
source, what the head reads, then the fit in a process of its own, then the new version in the site's folder of models.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core import datasets
from core.catalog import corrections, vectors
from core.catalog.tables import pictures
from core.errors import InputError, SetupError
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import files_of, fill_vectors, name_of
from core.models import store, versions
from core.models.manifest import Entry, Manifest
from core.nouns.dataset import Dataset, Sample
from core.nouns.job import Job
from core.nouns.proportion import Share
from core.nouns.shadow import Shadow
from core.processes.about import About
from core.processes.child import ChildProcess
from core.retrain.card import card
from core.retrain.order import HEADS, Order, Trained
from core.site import Site

ROW, TRAIN = "core.retrain.tasks:row", "core.retrain.tasks:train"
ABOUT = About("training", "Choose a smaller dataset")
MAKING, READING = 0.1, 0.8  # where on the progress bar the dataset is made and its photos are looked at
MOST_ORDINARY = 400  # pictures without a label: half are replayed, half show what would change


def job_kind(site: Site) -> LongKind:
    """The kind `train`: on the dataset that is its source, or on one of all corrections."""

    def run(job: Job, progress: Progress) -> None:
        folder = versions.with_own_folder(site.settings).models_dir
        if job.options["name"] in Manifest.read(folder).entries:
            return  # a process was killed between the last step and the note of it
        model = store.entry(folder, "intent", job.options["model"])
        dataset = _dataset(site, job, progress)
        if dataset is None:
            return
        head = HEADS[job.options.get("head", "intent")]
        samples = head.learned(dataset.samples)
        ordinary = ordinary_pictures(site, {sample.picture_id for sample in samples}, job.options["job"])
        order = Order(site.settings.database, name_of(model, f"{head.name} head"), model, job.options["name"],
                      dataset.dataset_id, samples, ordinary, learned_from(site, model, head.name), job.options["job"],
                      dataset.source != datasets.CORRECTIONS, job.options["seed"], head.name)
        if _read(site, order, progress):
            trained = _train(site, order, progress)
            if trained is not None:
                _register(site, (folder, model, dataset), trained, job.options)

    return LongKind(run)


def _dataset(site: Site, job: Job, progress: Progress) -> Dataset | None:
    """What is to be learned; None when nobody wants the job any more."""
    if job.source != datasets.CORRECTIONS:
        return datasets.read(site, job.source)
    made = datasets.make_in_job(site, job, lambda step, share: progress(step, MAKING * share))
    return datasets.read(site, made) if made else None


def learned_from(site: Site, model: Entry, head: str = "intent") -> frozenset[str]:
    """Pictures that a head of a model, and of those that it started from, was trained on here, without test splits."""
    entries = Manifest.read(versions.with_own_folder(site.settings).models_dir).entries
    found: set[str] = set()
    entry: Entry | None = model
    while entry is not None and entry.training:
        with suppress(InputError):  # the dataset's manifest was deleted
            samples = datasets.read(site, entry.training.get("dataset", "")).samples
            if entry.training.get("head", "intent") == head:
                own = HEADS[head].learned(samples) if head in HEADS else samples
                found.update(sample.picture_id for sample in own if sample.split != "test")
        entry = entries.get(entry.training.get("parent", ""))
    return frozenset(found)


def ordinary_pictures(site: Site, labeled: set[str], job_id: str = "", *, most: int = MOST_ORDINARY
                      ) -> tuple[str, ...]:
    """Analyzed pictures that nobody labeled, in the order of their hashes, which says nothing about what they show."""
    if job_id:
        found = list(site.store.pictures(job_id))
    else:
        query = select(pictures.c.picture_id).order_by(pictures.c.picture_id).limit(most + len(labeled))
        with site.store.reading() as connection:
            found = list(connection.execute(query).scalars())
    return tuple(picture_id for picture_id in found if picture_id not in labeled)[:most]


def _read(site: Site, order: Order, progress: Progress) -> bool:
    """Have the network look at pictures that it has not looked at yet; False when nobody wants the job any more."""
    samples = {sample.picture_id: sample for sample in order.samples}
    with site.store.reading() as connection:
        known = vectors.known(connection, [*samples, *order.ordinary], order.vectors)
    places = [place_of(site, sample) for name, sample in samples.items() if name not in known]
    places += files_of(site, [name for name in order.ordinary if name not in known])
    asked = [(name, (path, checked, (order.model, HEADS[order.head].output)))
             for name, path, checked in places]
    return fill_vectors(site, ROW, order.vectors, asked,
                        progress=lambda step, share: progress(step, MAKING + (READING - MAKING) * share))


def place_of(site: Site, sample: Sample) -> tuple[str, str, str]:
    """A sample's id, its own file and the id again; where the file is gone, what the catalog still has of it."""
    if not Path(sample.path).is_file():
        for found in files_of(site, [sample.picture_id]):
            return found
    return sample.picture_id, sample.path, sample.picture_id


def _train(site: Site, order: Order, progress: Progress) -> Trained | None:
    work = ChildProcess(TRAIN, (order,), site.settings, about=ABOUT)
    if not work.follow(lambda sentence, share: progress(sentence, READING + (1 - READING) * share)):
        return None
    trained: Trained = work.result()
    return trained


def _register(site: Site, places: tuple[Path, Entry, Dataset], trained: Trained, options: dict[str, Any]) -> None:
    """Put the new version beside the others; the one in use stays in use."""
    folder, model, dataset = places
    name, shadow = trained.shadow.candidate, trained.shadow
    label_sets = trained.label_sets if shadow.head == "intent" else model.label_sets  # these are about the other scores
    command = f"python -m core train {shadow.head} --dataset {dataset.dataset_id[:12]} --seed {options['seed']}"
    facts = {
        "role": "intent", "origin": f"trained on this site from {model.name} by core/retrain", "license": model.license,
        "labels": model.labels, "input": dict(model.input), "thresholds": dict(model.thresholds),
        "metrics": _metrics(shadow), "card": f"{name}.md",
        "training": {"head": shadow.head, "dataset": dataset.dataset_id, "dataset_name": dataset.name,
                     "pictures": shadow.trained.count,
                     "parent": model.name, "parent_sha256": model.sha256, "seed": options["seed"], "command": command,
                     "created": datetime.now(UTC).isoformat(timespec="seconds"),
                     **({"corrections_until": options["corrections_until"]} if shadow.head == "intent" else {})},
        **({"label_sets": label_sets.to_dict()} if label_sets else {}),
    }
    documents = {f"{name}.md": card(model, dataset, shadow, command).encode(),
                 shadow_file(name): json.dumps(shadow.to_dict()).encode()}
    try:
        with tempfile.TemporaryDirectory(dir=site.settings.data_dir, prefix="training-") as part:
            for file, data in {f"{name}.tflite": trained.weights, **documents}.items():
                (Path(part) / file).write_bytes(data)
            versions.register(folder, name, facts, [f"{name}.tflite"], source=Path(part), documents=list(documents))
    except OSError as error:
        raise SetupError(f"The new version could not be stored: {error.strerror or error}. The model in use is as it "
                         "was.", "Make room on the disk of the data folder, then train again.") from None


def shadow_file(name: str) -> str:
    """The file beside a version that holds its comparison."""
    return f"{name}.shadow.json"


def newest_correction(site: Site) -> int:
    """The id of the last correction that was entered; 0 without any."""
    with site.store.reading() as connection:
        return corrections.newest(connection)


def _metrics(shadow: Shadow) -> dict[str, Any]:
    found = {"cross_fitted_accuracy": shadow.trained.candidate, "cross_fitted_accuracy_before": shadow.trained.now}
    if shadow.held_out:
        found |= {"held_out_accuracy": shadow.held_out.candidate, "held_out_accuracy_before": shadow.held_out.now}
    return {name: _share(share) for name, share in found.items()}


def _share(share: Share) -> dict[str, Any]:
    return {"n": share.count, "count": share.hits, "share": round(share.share or 0.0, 4),
            "interval": [round(share.low, 4), round(share.high, 4)]}
