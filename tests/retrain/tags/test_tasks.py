"""A training from stored features: a file with the new head, and what it changes, measured on photos held out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import Misuse
from core.nouns.dataset import Sample
from core.retrain.tags import learn, tasks
from core.retrain.tags.order import Order
from core.vision.tags.head import read_head, write_head
from tests.retrain.tags.lesson import features, head

ROWS = np.vstack([features(0, 30, 1), features(1, 30, 2), features(2, 40, 3)])
NAMES = [f"{number:064d}" for number in range(100)]
SAMPLES = tuple(Sample(NAMES[row], "boot" if row < 30 else "sandal", "test" if row % 5 == 0 else "", f"/p/{row}.jpg")
                for row in range(60))


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    write_head(tmp_path / "tags_9.npz", head())
    model = SimpleNamespace(path=tmp_path / "tags_9.npz", name="tags_9")
    monkeypatch.setattr(tasks, "_seen", lambda order: dict(zip(NAMES, ROWS, strict=True)))
    return Order("", "", model, "own_goods_1", "d" * 64, SAMPLES, tuple(NAMES[60:]))


def test_a_training_is_compared_on_photos_held_out(order: Order, tmp_path: Path) -> None:
    extra = (Sample("f" * 64, "boot", "", "/p/gone.jpg"), Sample(NAMES[99], "gizmo", "", "/p/gizmo.jpg"))
    trained = tasks.train(replace(order, samples=(*SAMPLES, *extra)), progress=lambda words, share: None)
    found = trained.comparison
    ((question, comparison),), ((_, held_out),) = found.questions, found.held_out
    assert question == "tag" and comparison.count == 48 and held_out.count == 12
    assert comparison.now.share == 0.5 and comparison.candidate.share > 0.9 and comparison.low > 0
    assert held_out.candidate.share > 0.9
    boot = next(row for row in found.values if row.value == "boot")
    assert boot.photos == 24 and boot.recall_now.share == 0 and boot.recall_candidate.share > 0.9
    assert {path.rpartition("/")[2] for path, _ in found.left_out} == {"gone.jpg", "gizmo.jpg"}
    assert found.others == 20 and found.changed == 0, "what shows no product stays so"
    (tmp_path / "new.npz").write_bytes(trained.weights)
    tops = read_head(tmp_path / "new.npz").logits(features(0, 20, 9))[:, :5].argmax(axis=1)
    assert (tops == 2).mean() > 0.9, "the file does what was measured"


def crowd(count: int, seed: int) -> np.ndarray:
    """Photos without a label that all differ in what says nothing of boots and sandals."""
    rows = features(0, count, seed)
    rows[count // 2:] = features(1, count - count // 2, seed + 1)
    rows[:, 5] += np.random.default_rng(seed).normal(0, 5, count).astype(np.float32)
    return rows


def test_adapting_is_used_where_it_gains_on_photos_held_out_and_else_says_so(order: Order,
                                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    more = {f"{number:064x}": row for number, row in enumerate(crowd(600, 5), 1000)}
    known = dict(zip(NAMES, ROWS, strict=True)) | more
    monkeypatch.setattr(tasks, "_seen", lambda order: known)
    silent = {"progress": lambda words, share: None}
    found = tasks.train(replace(order, adapt="whitening", catalog=tuple(more)), **silent).comparison
    assert found.adaptation and found.adaptation.photos == 600 and found.adaptation.plain.count == 48
    assert found.adaptation.off == "the interval does not lie above zero", "nothing is left to gain"
    assert found.questions == tasks.train(order, **silent).comparison.questions, "the head is the plain one"
    few = tasks.train(replace(order, adapt="contrastive", catalog=tuple(more)[:90]), **silent).comparison.adaptation
    assert few and few.photos == 90 and "it needs 512 photos without a label" in few.off
    taught = frozenset(sample.picture_id for sample in SAMPLES)
    none = tasks.train(replace(order, adapt="whitening", catalog=tuple(more), known=taught), **silent).comparison
    assert none.adaptation and none.adaptation.off == "no labeled photo is new to the model in use"


def test_an_adapted_head_is_the_one_that_is_written(order: Order, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    more = {f"{number:064x}": row for number, row in enumerate(crowd(600, 5), 1000)}
    monkeypatch.setattr(tasks, "_seen", lambda order: dict(zip(NAMES, ROWS, strict=True)) | more)
    monkeypatch.setattr(tasks, "interval", lambda gains, groups: (0.01, 0.02))
    steps: list[float] = []
    trained = tasks.train(replace(order, adapt="contrastive", catalog=tuple(more)),
                          progress=lambda words, share: steps.append(share))
    assert trained.comparison.adaptation and trained.comparison.adaptation.off == ""
    assert steps == sorted(steps) and steps[-1] <= 1
    (tmp_path / "new.npz").write_bytes(trained.weights)
    tops = read_head(tmp_path / "new.npz").logits(features(0, 20, 9))[:, :5].argmax(axis=1)
    assert (tops == 2).mean() > 0.9, "it reads plain features"


def test_photos_that_the_model_has_learned_compare_nothing(order: Order) -> None:
    known = frozenset(sample.picture_id for sample in SAMPLES[:20])
    found = tasks.train(replace(order, known=known), progress=lambda words, share: None).comparison
    assert found.questions[0][1].count == 48 - 16


def test_where_no_change_helps_there_is_no_version(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn, "learn", lambda *given, **how: None)
    with pytest.raises(Misuse, match="No change did better"):
        tasks.train(order, progress=lambda words, share: None)
