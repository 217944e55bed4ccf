"""What processes do for this part: the training, in a process of its own; and a sheet of views, in a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.images.draw import preview_jpeg
from core.images.near_duplicates import near_duplicates
from core.learning.intent.augment import random_view
from core.learning.intent.classifier import file_metadata
from core.learning.intent.export import save_classifier
from core.learning.transfer.batches import Batches, pixels, readable
from core.learning.transfer.journal import Journal
from core.learning.transfer.network import build, compile_for, seed_epoch
from core.learning.transfer.order import Order, check_labels, parts
from core.models import store
from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.intent.classifier import IntentModel
from core.vision.intent.contract import squash

Progress = Callable[[str, float], None]
READING, TRAINING = 0.05, 0.9  # shares of the progress bar
VIEWS, ROWS = 5, 4  # of a sheet
SHEET_SIDE = 1120  # pixels


def train(settings: Settings, order: Order, folder: str, *, progress: Progress) -> dict[str, Any]:
    """Train a network, write it as a .tflite of the contract into the folder, and measure it.

    An order that was interrupted goes on from its last finished epoch, with the views that it would have had.

    Returns
    -------
    dict
        "photos" of each part, "epochs" done, "best" epoch, "accuracy", "by_label", "change" against the teacher on the
        same photos, "left_out".

    Raises
    ------
    Misuse
        Too few readable photos or labels.
    ModelMissing, WrongContract
        Weights or teacher that are missing or do not fit.
    SetupError
        A full disk.
    """
    teacher = IntentModel(store.entry(settings.models_dir, "intent", order.teacher))
    says, left_out = readable(settings, order.samples, teacher, lambda words, share: progress(words, READING * share))
    samples = [sample for sample in order.samples if sample.picture_id in says]
    check_labels(samples, len(left_out))
    training, validation, test = parts(samples, _groups(samples))
    journal = Journal(Path(folder))
    _fit(settings, order, (training, validation, says), journal, progress=progress)
    progress("Writing the new version", TRAINING)
    path = Path(folder) / f"{order.name}.tflite"
    kept = journal.best()
    best = keras.Model(kept.input, kept.output)  # without its optimizer
    best.save(path.with_suffix(".keras"))
    save_classifier(best, path, file_metadata(order.name, "Transfer learning on a dataset of this site."))
    lines = journal.lines
    counts = {"training": len(training), "validation": len(validation), "test": len(test) if test != validation else 0}
    return {"photos": counts, "epochs": len(lines), "best": min(lines, key=lambda line: line["val_loss"])["epoch"],
            "left_out": left_out, **_measured(settings, IntentModel(path), teacher, test)}


def sheet(settings: Settings, samples: list[Sample], seed: int) -> bytes:
    """A JPEG with a row for each sample: the photo as it is, then random views as training would draw them."""
    rows = []
    for place, sample in enumerate(samples[:ROWS]):
        image = pixels(settings, sample)
        views = [random_view(image, np.random.default_rng((seed, view, place))) for view in range(1, VIEWS)]
        rows.append(np.concatenate([squash(image), *views], axis=1))
    return preview_jpeg(np.concatenate(rows), side=SHEET_SIDE)


def _fit(settings: Settings, order: Order, data: tuple[list[Sample], list[Sample], dict[str, float]],
         journal: Journal, *, progress: Progress) -> None:
    training, validation, says = data
    keras.utils.set_random_seed(order.seed)
    model = journal.last() or build(order)
    checked = Batches(settings, validation, says, order)
    total = order.epochs + order.fine_epochs
    while (phase := _phase(journal.lines, order)) is not None:
        epoch, before = len(journal.lines), [line["phase"] for line in journal.lines]
        if not before or before[-1] != phase:
            model = journal.best() if before else model
            compile_for(model, fine=phase == "fine")
        seed_epoch(model, order, epoch)
        views = Batches(settings, training, says, order, epoch=epoch)

        def say(batch: int, logs: dict[str, float], done: int = epoch, batches: int = len(views)) -> None:
            share = (done + batch / batches) / total
            progress(f"Epoch {done + 1} of at most {total}: loss {logs['loss']:.3f}",
                     READING + (TRAINING - READING) * share)

        found = model.fit(views, validation_data=checked, epochs=1, shuffle=False, verbose=0,
                          callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=say)]).history
        names = {"loss": "loss", "accuracy": "shopping_intent_accuracy", "val_loss": "val_loss",
                 "val_accuracy": "val_shopping_intent_accuracy"}
        journal.add({"epoch": epoch, "phase": phase, **{key: float(found[name][0]) for key, name in names.items()}},
                    model)


def _phase(lines: list[dict[str, Any]], order: Order) -> str | None:
    """What the next epoch trains: the outputs ("head"), all ("fine"), or None when both phases have ended."""
    for phase, most in (("head", order.epochs), ("fine", order.fine_epochs)):
        losses = [line["val_loss"] for line in lines if line["phase"] == phase]
        waited = len(losses) - 1 - losses.index(min(losses)) if losses else 0
        started_next = phase == "head" and any(line["phase"] == "fine" for line in lines)
        if len(losses) < most and waited < order.patience and not started_next:
            return phase
    return None


def _measured(settings: Settings, model: IntentModel, teacher: IntentModel, test: list[Sample]) -> dict[str, Any]:
    images = [pixels(settings, sample) for sample in test]
    right, was = ([one.classify(image).shopping.top == sample.label
                   for image, sample in zip(images, test, strict=True)] for one in (model, teacher))
    by_label = {label: share_of(sum(hit for hit, item in zip(right, test, strict=True) if item.label == label),
                                sum(item.label == label for item in test)) for label in INTENT_LABELS}
    return {"accuracy": share_of(sum(right), len(right)), "change": paired_difference(was, right),
            "by_label": {label: share for label, share in by_label.items() if share.count}}


def _groups(samples: list[Sample]) -> list[str]:
    """A name for each photo; those that look alike have the same one."""
    names = [sample.picture_id for sample in samples]
    for group in near_duplicates([sample.hash for sample in samples]):
        for place in group:
            names[place] = samples[group[0]].picture_id
    return names
