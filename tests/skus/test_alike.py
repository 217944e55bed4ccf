"""Products whose packshots are nearly the same are found, with what would tell them apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.skus.alike import twins_of
from core.vision.skus.index import IndexedSku, View, index_of
from tests.skus.made_up import made_up_look


def test_the_same_look_under_two_skus_is_a_pair_told_by_its_words_and_color() -> None:
    looks = [made_up_look(seed) for seed in range(6)]
    unit = [replace(look, cells=np.rint(look.cells / 0.45).clip(-127, 127).astype(np.int8)) for look in looks]
    red, blue = np.eye(720, dtype=np.float32)[[3, 500]]
    shown = [replace(unit[0], color=red), replace(unit[0], color=blue), replace(unit[0], color=blue), *unit[1:]]
    skus = [IndexedSku("A", "Orange juice", gtin="4006381333931"), IndexedSku("B", "Apple juice", gtin="96385074"),
            IndexedSku("C", "Apple juice"), *(IndexedSku(f"D{row}") for row in range(5))]
    found = twins_of(index_of(skus, [View(row, str(row), look) for row, look in enumerate(shown)], "m"), 10)
    pairs = {(pair.first, pair.second): pair for pair in found}
    assert set(pairs) == {("A", "B"), ("A", "C"), ("B", "C")}
    assert pairs["A", "B"].told_by == ("color", "text", "barcode")
    assert pairs["A", "B"].words == (("orange",), ("apple",))
    assert pairs["B", "C"].told_by == () and pairs["B", "C"].color == 1
    assert len(twins_of(index_of(skus, [View(row, str(row), look) for row, look in enumerate(shown)], "m"), 1)) == 1


def test_views_of_one_product_are_no_twins() -> None:
    look = made_up_look(0)
    index = index_of([IndexedSku("A")], [View(0, "a", look), View(0, "b", look)], "m")
    assert twins_of(index, 10) == []
