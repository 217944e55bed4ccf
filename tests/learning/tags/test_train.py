"""Folds keep groups and small sources whole; what is written is read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.tags.train import LARGE, chosen, folds_of, part_of, write_head
from core.vision.tags.head import read_head
from tests.learning.tags.made_up_pictures import lesson


def test_groups_and_small_sources_stay_whole() -> None:
    large = [("big", f"g{place // 2}") for place in range(LARGE + 50)]
    rows = pd.DataFrame([*large, *[("small", f"h{place}") for place in range(5)]], columns=["source", "group"])
    folds = folds_of(rows.assign(path="p"))
    assert (pd.Series(folds).groupby(rows["group"]).nunique() == 1).all() and len(set(folds[:len(large)])) == 3
    assert len(set(folds[len(large):])) == 1


def test_a_head_is_written_and_read_again(tmp_path: Path) -> None:
    _, features, targets, tree = lesson()
    outputs = len(tree.nodes) + 2
    logits = np.random.default_rng(0).normal(size=(len(features), outputs)).astype(np.float32)
    temperatures, thresholds = chosen(logits, targets, tree)
    assert len(temperatures) == 2 and len(thresholds) == outputs
    write_head(tmp_path / "t.npz", "net", tree, {"gender": ["men", "women"]}, weights=np.ones((8, outputs)),
               bias=np.zeros(outputs), temperatures=temperatures, thresholds=thresholds)
    head = read_head(tmp_path / "t.npz")
    assert head.nodes == tree.nodes and head.belongs == {"gender": ("fashion",)} and head.network == "net"
    assert part_of(targets, np.array([0])).values["gender"].tolist() == [[1, 0]]
