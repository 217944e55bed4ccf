"""Each color of the shops has a word of the palette, and neighbors that are other words of it."""

from __future__ import annotations

from core.learning.tags.colors import NEIGHBORS, SAME, accepted
from core.tags import bundled


def test_neighbors_are_colors_of_the_palette() -> None:
    palette = set(bundled().attributes["color"].values)
    assert set(SAME) == set(NEIGHBORS) and set(SAME.values()) <= palette
    assert all(set(near) <= palette and SAME[word] not in near for word, near in NEIGHBORS.items())


def test_one_of_several_colors_is_enough() -> None:
    assert accepted("red;black", "black") == (True, True) and accepted("burgundy", "brown") == (False, True)
    assert accepted("white", "") == (False, False)
