"""What worker processes do for this room: what a head reads of a picture; and in a process of its own, the training."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from core.catalog import vectors
from core.catalog.store import Store
from core.errors import Misuse, WrongContract
from core.images.decode import read_picture
from core.images.near_duplicates import near_duplicates
from core.models.manifest import Entry
from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD
from core.nouns.label_set import LabelSets
from core.nouns.shadow import Shadow
from core.retrain import fit
from core.retrain.compare import changes, compare
from core.retrain.order import Order, Trained, check
from core.settings import Settings
from core.vision.intent.classifier import SIDE, IntentModel
from core.vision.intent.head import LABELS, HeadInput, Shift, softmax, with_shift

SAME = 1e-3  # scores of the new file and of the arithmetic that trained it
PROBES = 8
FITTING = 0.9  # of the progress
Say = Callable[[str, float], None]


def row(settings: Settings, path: str, picture_id: str, model: Entry) -> np.ndarray:
    """What the head reads of one file, and its logits (ndarray of float32).

    Parameters
    ----------
    settings : Settings
    path : str
    picture_id : str
        sha256 that its bytes must have; "" for a preview, which has bytes of its own.
    model : Entry
        Of shopping intent; its files were verified.

    Raises
    ------
    NotFound
        When the file is no longer that picture.
    WrongContract
        When the model cannot be trained further.
    """
    picture = read_picture(Path(path), path, settings, picture_id=picture_id)
    return _opened(model.path, model.sha256).row(picture.image)


def train(order: Order, *, progress: Say) -> Trained:
    """Train a shift of the head, compare it with the head in use, and make the new file.

    Raises
    ------
    Misuse
        Too few pictures or labels, or no change does better than none.
    WrongContract
        When the new file does not give the scores that were trained.
    """
    rows = _stored(order)
    samples = [sample for sample in order.samples if sample.picture_id in rows]
    left_out = tuple((item.path, item.label) for item in order.samples if item.picture_id not in rows)
    learned = [sample for sample in samples if sample.split != "test"]
    tested = [sample for sample in samples if sample.split == "test"]
    groups = _groups(samples)
    known = _alike(order.known, groups)
    check(learned, len(left_out), known)
    ordinary = [picture_id for picture_id in order.ordinary if picture_id in rows]
    replayed, shown = ordinary[::2], ordinary[1::2]
    stack = partial(_stack, rows)
    labels = np.array([INTENT_LABELS.index(sample.label) for sample in learned], np.int64)
    seen = stack(sample.picture_id for sample in learned)
    data = fit.examples(seen, labels, stack(replayed), [*(groups[sample.picture_id] for sample in learned), *replayed],
                        seed=order.seed)
    logits, ridge = fit.cross_fitted(data, lambda words, share: progress(words, FITTING * share))
    if not np.isfinite(ridge):
        raise Misuse("No change did better than the model in use on pictures held out, so there is no new version.",
                     "Correct more photos; those that look alike help each other.")
    progress("Writing the new version", FITTING)
    new = np.array([sample.picture_id not in known for sample in learned])
    power = 1 / fit.temperature(logits[:len(learned)][new], labels[new]) if order.representative else 1.0
    judged = power * logits[:len(learned)]
    shift = next(fit.fit(data, [ridge]))
    shift = Shift(shift.weights, shift.bias, power)
    unseen = [sample for sample in tested if sample.picture_id not in known]
    test, rest = stack(sample.picture_id for sample in unseen), stack(shown)
    shadow = Shadow(
        order.name, order.model.name, order.dataset_id,
        compare(unseen, groups, test[:, -LABELS:], shift.logits(test)) if unseen else None,
        compare([learned[row] for row in np.flatnonzero(new)], groups, seen[new][:, -LABELS:], judged[new]),
        changes(rest[:, -LABELS:], shift.logits(rest), order.model.thresholds.get("shoppable", RULE_THRESHOLD),
                order.source),
        left_out, ridge, round(1 / power, 4), len(replayed), int((~new).sum()))
    return Trained(_file(order.model.path, shift), shadow, _label_sets(judged[new], labels[new], order))


def _stored(order: Order) -> dict[str, np.ndarray]:
    catalog = Store(order.database)
    try:
        with catalog.reading() as connection:
            return vectors.of_pictures(connection, [*(sample.picture_id for sample in order.samples),
                                                    *order.ordinary], order.vectors)
    finally:
        catalog.close()


def _stack(rows: dict[str, np.ndarray], picture_ids: Iterable[str]) -> np.ndarray:
    width = len(next(iter(rows.values()), np.zeros(LABELS)))
    return np.array([rows[picture_id] for picture_id in picture_ids], np.float64).reshape(-1, width)


def _groups(samples: list[Sample]) -> dict[str, str]:
    """Picture id -> name of its group; pictures that look alike are in one."""
    groups = {sample.picture_id: sample.picture_id for sample in samples}
    for group in near_duplicates([sample.hash for sample in samples]):
        groups.update((samples[place].picture_id, samples[group[0]].picture_id) for place in group)
    return groups


def _alike(known: frozenset[str], groups: dict[str, str]) -> frozenset[str]:
    """Some pictures, and those that look like one of them."""
    seen = {groups[name] for name in known if name in groups}
    return known | {name for name, group in groups.items() if group in seen}


def _label_sets(logits: np.ndarray, labels: np.ndarray, order: Order) -> LabelSets | None:
    if not order.representative or len(labels) < fit.FEWEST_FOR_TEMPERATURE:
        return None
    return LabelSets.calibrated(softmax(logits)[np.arange(len(labels)), labels].tolist())


def _file(path: Path, shift: Shift) -> bytes:
    """The new file, opened and run: its scores are those of the arithmetic."""
    data = with_shift(path, shift)
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / path.name
        new.write_bytes(data)
        before, after = HeadInput(path), IntentModel(new)
        for image in np.random.default_rng(0).integers(0, 256, (PROBES, SIDE, SIDE, 3), np.uint8):
            expected = softmax(shift.logits(before.row(image)[None]))[0]
            if float(np.abs(after.classify(image).shopping.scores - expected).max()) > SAME:
                raise WrongContract(f"The new file made from {path.name} does not give the scores that were trained.",
                                    "Use a float32 or float16 model.")
    return data


@lru_cache(maxsize=1)
def _opened(path: Path, checksum: str) -> Any:
    """Kept until the file changes, which `checksum` tells."""
    return HeadInput(path)
