"""The task that worker processes do: the known word that means most nearly the same."""

from __future__ import annotations

from core.search.tasks import nearest
from core.settings import Settings


def test_each_word_gets_the_nearest_known_one() -> None:
    found = nearest(Settings(), ["kitty", "sofa"], ["dog", "cat", "couch", "red"])
    assert [word for word, _ in found] == ["cat", "couch"] and all(0.5 < score <= 1.001 for _, score in found)
