"""A head learns from corrections, keeps what it knew, and is judged by heads that did not see the picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.retrain import fit
from core.vision.intent.head import LABELS, softmax
from tests.retrain.rows import made_rows


def names(count: int) -> list[str]:
    return [f"picture {number}" for number in range(count)]


def test_corrections_are_learned_and_show_on_pictures_that_were_not_trained_on() -> None:
    (rows, labels), (others, truth) = made_rows(80), made_rows(400, seed=1)
    data = fit.examples(rows, labels, others[:50], names(130))
    logits, ridge = fit.cross_fitted(data)
    before = (rows[:, -LABELS:].argmax(axis=1) == labels).mean()
    assert np.isfinite(ridge) and (logits[:80].argmax(axis=1) == labels).mean() > before + 0.05
    shift = next(fit.fit(data, [ridge]))
    gain = (shift.logits(others).argmax(axis=1) == truth).mean() - (others[:, -LABELS:].argmax(axis=1) == truth).mean()
    assert gain > 0.05


def test_many_pictures_need_a_third_of_the_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, labels = made_rows(200)
    data = fit.examples(rows, labels, rows[:0], names(200))
    steps: list[str] = []
    nested, _ = fit.cross_fitted(data, lambda words, share: steps.append(words))
    monkeypatch.setattr(fit, "MOST_NESTED", 100)
    quick, _ = fit.cross_fitted(data, lambda words, share: steps.append(words))
    assert len(steps) == 15 + 5 and (nested.argmax(axis=1) == quick.argmax(axis=1)).mean() > 0.95


def test_labels_without_a_pattern_change_nothing() -> None:
    rows, labels = made_rows(60)
    shuffled = np.random.default_rng(5).permutation(labels)
    logits, ridge = fit.cross_fitted(fit.examples(rows, shuffled, made_rows(60, seed=2)[0], names(120)))
    assert ridge == np.inf or ridge >= 1.0, "what cannot be learned is held back"
    assert np.isfinite(logits).all()


def test_replayed_pictures_hold_the_head_where_nobody_corrected_it() -> None:
    rows, labels = made_rows(40)
    rows[:, 3] = 0
    flipped = np.where(labels == 3, 0, labels)
    replayed = made_rows(200, seed=3)[0]
    free, held = (next(fit.fit(fit.examples(rows, flipped, replay, names(40 + len(replay))), [0.03]))
                  for replay in (replayed[:0], replayed))
    drift = [np.abs(softmax(shift.logits(replayed)) - softmax(replayed[:, -LABELS:])).mean() for shift in (free, held)]
    assert drift[1] < 0.7 * drift[0]


def test_no_ridge_at_all_is_the_head_in_use_and_a_strong_one_nearly() -> None:
    rows, labels = made_rows(30)
    data = fit.examples(rows, labels, rows[:0], names(30))
    none, strong = fit.fit(data, [np.inf, 1e6])
    np.testing.assert_array_equal(none.logits(rows), rows[:, -LABELS:])
    np.testing.assert_allclose(strong.logits(rows), rows[:, -LABELS:], atol=1e-3)


def test_few_pictures_are_fitted_in_few_dimensions_exactly() -> None:
    """As many pictures as dimensions, or one more that weighs nothing: the same shift either way."""
    rows, labels = made_rows(6)
    wide = np.hstack([np.random.default_rng(0).normal(size=(6, 40)), rows[:, -LABELS:]])
    few = fit.examples(wide, labels, wide[:0], names(6))
    many = fit.Examples(*(np.concatenate([value, np.repeat(value[:1] * 0, 60, axis=0)])
                          for value in (few.rows, few.targets, few.weights, few.folds, few.labeled)))
    one, other = (next(fit.fit(data, [0.1])) for data in (few, many))
    np.testing.assert_allclose(one.logits(wide), other.logits(wide), atol=1e-3)


def test_look_alikes_are_in_one_fold_and_the_seed_deals_anew() -> None:
    groups = [f"group {number // 3}" for number in range(60)]
    folds = fit.folds_of(groups, 0)
    assert all(len(set(folds[start:start + 3])) == 1 for start in range(0, 60, 3))
    assert np.bincount(folds).tolist() == [12] * 5 and (fit.folds_of(groups, 1) != folds).any()


def test_rare_labels_count_more_and_replayed_pictures_no_more_than_labeled_ones() -> None:
    rows, _ = made_rows(20)
    data = fit.examples(rows, np.array([1] * 18 + [3] * 2), made_rows(100)[0], names(120))
    weights = data.weights[data.labeled]
    assert np.isclose(weights[-1] / weights[0], 9.0) and np.isclose(weights.sum(), 20)
    assert np.isclose(data.weights[~data.labeled].sum(), 20)


def test_the_temperature_is_fitted_on_many_pictures_only() -> None:
    rows, labels = made_rows(400)
    sure = 8 * rows[:, -LABELS:].astype(np.float64)
    assert fit.temperature(sure, labels) > 1.5 and fit.temperature(sure[:50], labels[:50]) == 1.0


def test_a_head_of_two_labels_is_fitted_too() -> None:
    rows, labels = made_rows(80)
    two = np.hstack([rows[:, :-LABELS], np.zeros((80, 2), np.float32)])
    data = fit.examples(two, (labels == 3).astype(np.int64), two[:20], names(100), outputs=2)
    logits, ridge = fit.cross_fitted(data)
    assert logits.shape == (100, 2) and np.isfinite(ridge)
    assert ((logits[:80, 1] > logits[:80, 0]) == (labels == 3)).mean() > 0.9
