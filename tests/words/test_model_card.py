"""Words for models."""

from __future__ import annotations

from core.nouns.proportion import share_of
from core.words.model_card import amount_words, shape_words, share_words, short_layer, size_words


def test_figures_are_written_with_unit_and_interval() -> None:
    assert share_words(share_of(286, 325)) == "88.0 % (84.0 to 91.1, n = 325)"
    assert share_words(share_of(0, 0)) == "no pictures"
    assert (amount_words(3_493_822), amount_words(12), amount_words(None)) == ("3.49 M", "12", "")
    assert (size_words(7_063_166), size_words(800)) == ("7.1 MB", "0.8 kB")
    assert shape_words((-1, 16, -1, -1)) == "? × 16 × ? × ?"
    assert short_layer("net/block_1/expand/Relu6;net/block_1/expand/BiasAdd") == "expand/Relu6"
