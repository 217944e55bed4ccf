"""Facings that look alike are one group; chains of small differences are none."""

from __future__ import annotations

import numpy as np

from core.shelf.newcomers.grouping import groups_of, is_proposal, joined
from core.vision.skus.look import Look
from tests.skus.made_up import made_up_look

NO_POINTS = np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)


def unit_look(seed: int, noise: float = 0.0) -> Look:
    """A look of length 1 whose cells differ a little from those of the seed."""
    rng, own = np.random.default_rng(seed), np.random.default_rng((seed, round(noise * 1e6)))
    cells = rng.normal(size=(49, 256)) + noise * own.normal(size=(49, 256))
    cells /= np.linalg.norm(cells, axis=1, keepdims=True)
    color = made_up_look(seed).color
    return Look(np.rint(cells * 254).astype(np.int8), np.ones(49, np.float32), color, *NO_POINTS)


def test_alike_ones_are_together_and_others_apart() -> None:
    looks = [unit_look(1), unit_look(2), unit_look(1, 0.2), unit_look(3), unit_look(2, 0.1), unit_look(1, 0.3)]
    assert groups_of(looks) == [[0, 2, 5], [1, 4]]
    assert groups_of([]) == groups_of([unit_look(1)]) == []


def test_groups_join_only_where_most_of_their_pairs_are_alike() -> None:
    pairs = {(0, 1): (0.9, 1.0), (2, 3): (0.9, 1.0), (1, 2): (0.8, 1.0), (0, 2): (0.1, 1.0), (0, 3): (0.9, 0.1),
             (1, 3): (0.2, 0.2)}
    assert joined(4, pairs, (0.6, 0.8)) == [[0, 1], [2, 3]], "one pair of four does not join two groups"
    assert joined(4, pairs, (0.95, 0.8)) == []


def test_two_photos_or_three_facings_are_enough() -> None:
    assert is_proposal(["a", "b"]) and is_proposal(["a"] * 3)
    assert not is_proposal(["a", "a"]) and not is_proposal(["a"]) and not is_proposal([])
