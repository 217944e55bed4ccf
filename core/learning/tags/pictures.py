"""Which pictures of the pack teach and test tags."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.data.pack import read_pack

NO_PRODUCT, NO_PRODUCT_TEST = 2500, 700  # pictures that show no product: drawn from those that teach, and that test
TAG_COLUMNS = ["domain", "category", "type", "colours", "material", "pattern", "usage", "gender", "source_of_label"]


def tag_pictures(data_dir: Path, seed: int = 0) -> pd.DataFrame:
    """The pictures with tags, and some that show no product, in random order.

    Parameters
    ----------
    data_dir : Path
        The pack's folder.
    seed : int
        Order, and which pictures without a product.

    Returns
    -------
    pandas.DataFrame
        The pack's columns (`core.learning.data.pack.read_pack`) and those of tags_products.csv, "" where unknown.
    """
    tags = pd.read_csv(data_dir / "tags_products.csv", keep_default_na=False, dtype=str)[["path", *TAG_COLUMNS]]
    pack = read_pack(data_dir).merge(tags, on="path", how="left").fillna(dict.fromkeys(TAG_COLUMNS, ""))
    chance = np.random.default_rng(seed).random(len(pack))
    empty, tests = (pack["y"] == 0).to_numpy() & (pack["domain"] == "").to_numpy(), (pack["split"] == "val").to_numpy()
    kept = (pack["domain"] != "").to_numpy(copy=True)
    for rows, most in ((empty & ~tests, NO_PRODUCT), (empty & tests, NO_PRODUCT_TEST)):
        places = np.flatnonzero(rows)
        kept[places[np.argsort(chance[places])][:most]] = True
    return pack[kept].iloc[np.argsort(chance[kept])].reset_index(drop=True)
