"""A kind of goods is told from others by a few examples; what is not alike, or too few, is a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import Misuse
from core.tags.prototype import learn, others

WIDTH = 64


def pictures(count: int, seed: int, kind: int | None = None) -> np.ndarray:
    """Features of length 1; those of a kind have one strong direction more."""
    rows = np.random.default_rng(seed).normal(0, 1, (count, WIDTH)) * np.linspace(3, 0.3, WIDTH)
    if kind is not None:
        rows[:, kind] += 6
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_ten_examples_find_others_of_their_kind() -> None:
    tag = learn(pictures(10, 1, kind=40), pictures(300, 2))
    likeness = [part @ tag.direction + tag.offset for part in (pictures(200, 3, kind=40), pictures(200, 4))]
    assert (likeness[0] > 0).mean() > 0.8 and (likeness[1] > 0).mean() < 0.03
    assert tag.examples == 10 and tag.found >= 8 and tag.alarms < 0.02


@pytest.mark.parametrize(("examples", "others", "words"), [
    (pictures(1, 1, kind=40), pictures(300, 2), "from 5 to 100 photos that show it; these are 1"),
    (pictures(101, 1, kind=40), pictures(300, 2), "these are 101"),
    (pictures(10, 1), pictures(300, 2), "do not stand apart from other photos"),
    (pictures(10, 1, kind=40), pictures(20, 2), "at least 50 other photos; there are 20")])
def test_what_cannot_be_learned_is_a_sentence(examples: np.ndarray, others: np.ndarray, words: str) -> None:
    with pytest.raises(Misuse, match=words):
        learn(examples, others)


def test_second_views_of_the_examples_in_the_catalog_are_no_others() -> None:
    examples = pictures(6, 1, kind=40)
    views = examples + 0.03 * np.random.default_rng(7).normal(0, 1, examples.shape).astype(np.float32)
    views /= np.linalg.norm(views, axis=1, keepdims=True)
    pool = np.vstack([pictures(300, 2), views])
    kept = others(examples, np.vstack([pool, examples]))
    assert not set(map(bytes, [*examples, *views])) & set(map(bytes, kept)) and len(kept) >= 0.94 * len(pool)
    with pytest.raises(Misuse, match="would be found again"):
        learn(examples, pool)
    assert learn(examples, kept).found >= 5


def test_examples_of_all_sorts_take_at_most_a_twentieth_away() -> None:
    mixed, pool = pictures(6, 1), pictures(300, 2)
    assert len(others(mixed, pool)) >= 0.94 * len(pool)
    assert len(others(mixed, pool[:0])) == 0 and len(others(mixed[:0], pool)) == 300
