"""A kind of goods is told from others by a few examples; what is not alike, or too few, is a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import Misuse
from core.tags.prototype import learn

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
