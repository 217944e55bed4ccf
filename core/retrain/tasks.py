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
from core.nouns.intent import RULE_THRESHOLD
from core.nouns.label_set import LabelSets
from core.nouns.shadow import Shadow
from core.retrain import fit
from core.retrain.compare import Judge, changes, compare
from core.retrain.order import HEADS, Order, Trained, check
from core.settings import Settings
from core.vision.intent.classifier import IntentModel
from core.vision.intent.contract import SIDE
from core.vision.intent.head import HeadInput, Shift, softmax, with_shift

SAME = 1e-3  # scores of the new file and of the arithmetic that trained it
PROBES = 8
FITTING = 0.9  # of the progress
Say = Callable[[str, float], None]


def row(settings: Settings, path: str, picture_id: str, head: tuple[Entry, str]) -> np.ndarray:
    """What a head reads of one file, and its logits (ndarray of float32).

    Parameters
    ----------
    settings : Settings
    path : str
    picture_id : str
        sha256 that its bytes must have; "" for a preview, which has bytes of its own.
    head : (Entry, str)
        A model of shopping intent, whose files were verified, and the head's output: "shopping_intent" or "sensitive".

    Raises
    ------
    NotFound
        When the file is no longer that picture.
    WrongContract
        When the model cannot be trained further.
    """
    model, output = head
    picture = read_picture(Path(path), path, settings, picture_id=picture_id)
    return _opened(model.path, model.sha256, output).row(picture.image)


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
    head, judge = HEADS[order.head], _judge(order)
    outputs = len(head.labels)
    check(learned, len(left_out), known, order.head)
    ordinary = [picture_id for picture_id in order.ordinary if picture_id in rows]
    replayed, shown = ordinary[::2], ordinary[1::2]
    stack = partial(_stack, rows)
    labels = np.array([head.labels.index(sample.label) for sample in learned], np.int64)
    seen = stack(sample.picture_id for sample in learned)
    data = fit.examples(seen, labels, stack(replayed), [*(groups[sample.picture_id] for sample in learned), *replayed],
                        seed=order.seed, outputs=outputs)
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
        compare(unseen, groups, (test[:, -outputs:], shift.logits(test)), judge) if unseen else None,
        compare([learned[row] for row in np.flatnonzero(new)], groups, (seen[new][:, -outputs:], judged[new]), judge),
        changes(rest[:, -outputs:], shift.logits(rest), judge, order.source),
        left_out, ridge, round(1 / power, 4), len(replayed), int((~new).sum()), order.head)
    return Trained(_file(order.model.path, shift, order.head), shadow, _label_sets(judged[new], labels[new], order))


def _judge(order: Order) -> Judge:
    name = "shoppable" if order.head == "intent" else order.head
    return Judge(order.head, order.model.thresholds.get(name, RULE_THRESHOLD))


def _stored(order: Order) -> dict[str, np.ndarray]:
    catalog = Store(order.database)
    try:
        with catalog.reading() as connection:
            return vectors.of_pictures(connection, [*(sample.picture_id for sample in order.samples),
                                                    *order.ordinary], order.vectors)
    finally:
        catalog.close()


def _stack(rows: dict[str, np.ndarray], picture_ids: Iterable[str]) -> np.ndarray:
    width = len(next(iter(rows.values()), ()))
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
    if order.head != "intent" or not order.representative or len(labels) < fit.FEWEST_FOR_TEMPERATURE:
        return None
    return LabelSets.calibrated(softmax(logits)[np.arange(len(labels)), labels].tolist())


def _file(path: Path, shift: Shift, name: str) -> bytes:
    """The new file, opened and run: the head's scores are those of the arithmetic, the other's are as they were."""
    data, head = with_shift(path, shift, HEADS[name].output), HEADS[name]
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / path.name
        new.write_bytes(data)
        read, before, after = HeadInput(path, head.output), IntentModel(path), IntentModel(new)
        for image in np.random.default_rng(0).integers(0, 256, (PROBES, SIDE, SIDE, 3), np.uint8):
            expected = softmax(shift.logits(read.row(image)[None]))[0]
            was, now = (_scores(model, image) for model in (before, after))
            others = [other for other in HEADS if other != name]
            if (float(np.abs(now[name] - expected).max()) > SAME
                    or any((now[other] != was[other]).any() for other in others)):
                raise WrongContract(f"The new file made from {path.name} does not give the scores that were trained.",
                                    "Use a float32 or float16 model.")
    return data


def _scores(model: IntentModel, image: np.ndarray) -> dict[str, np.ndarray]:
    """The scores of each head, in the order of its labels."""
    intent = model.classify(image)
    return {"intent": np.asarray(intent.shopping.scores),
            "sensitive": np.array([1 - intent.sensitive_score, intent.sensitive_score])}


@lru_cache(maxsize=1)
def _opened(path: Path, checksum: str, output: str) -> Any:
    """Kept until the file changes, which `checksum` tells."""
    return HeadInput(path, output)
