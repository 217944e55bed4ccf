"""Rows of a made-up pack: shirts of men, jeans of women, pictures without a product, one rare tunic."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.learning.tags.labels import LEAST, Targets, Tree, build_targets, build_tree
from core.tags import bundled

COLUMNS = ("domain", "category", "type", "gender", "usage", "pattern", "material")


def pictures(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame([dict(zip(COLUMNS, (*row, *[""] * 7), strict=False)) for row in rows])


def taught() -> pd.DataFrame:
    shirts = [("fashion", "topwear", "shirt", "men")] * LEAST
    jeans = [("fashion", "bottomwear", "jeans", "women")] * LEAST
    return pictures(*shirts, *jeans, *[("", "", "")] * LEAST, ("fashion", "topwear", "tunic", ""))


def lesson() -> tuple[pd.DataFrame, np.ndarray, Targets, Tree]:
    """Pictures, features that tell their categories apart, targets, tree."""
    rows = taught()
    tree = build_tree(rows, bundled())
    targets = build_targets(rows, bundled(), tree, {"gender": ["men", "women"]})
    features = np.random.default_rng(0).normal(0, 0.1, (len(rows), 8)).astype(np.float16)
    features[np.arange(len(rows)), rows["category"].map({"topwear": 0, "bottomwear": 1, "": 2}).to_numpy()] += 3
    return rows, features, targets, tree
