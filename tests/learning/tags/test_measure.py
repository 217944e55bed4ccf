"""The figures of a head on made-up pictures: right ones, sources, tags, and the card that is written from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.learning.tags.card import card
from core.learning.tags.labels import LEAST, learned_values
from core.learning.tags.measure import measure
from core.learning.tags.network import Recipe, fit
from core.learning.tags.train import write_head
from core.vision.tags.head import read_head
from tests.learning.tags.made_up_pictures import lesson, taught


def test_figures_and_card(tmp_path: Path) -> None:
    rows, features, targets, tree = lesson()
    rows = rows.assign(split=["val" if place % 2 else "train" for place in range(len(rows))], block="fashion", y=1,
                       unseen=False, source="a/b", group=[str(place) for place in range(len(rows))])
    rows.loc[rows["domain"] == "", "y"] = 0
    weights, bias = fit(features, targets, tree, recipe=Recipe(epochs=200, rate=1e-2))
    path, values = tmp_path / "tags_9.npz", {"gender": learned_values(taught())["gender"]}
    write_head(path, "n", tree, values, weights=weights, bias=bias, temperatures=[1.0, 1.0],
               thresholds=[0.5] * (len(tree.nodes) + 2))
    found = measure(read_head(path), features, rows, (targets, tree))
    summary = found["summary"]
    assert summary["questions"]["article_type"]["model"]["share"] == 15 / 16, "the rare tunic counts"
    assert summary["hierarchy_violations"] == 0
    assert summary["questions"]["gender"]["model"]["n"] == LEAST and summary["recall"]["category"]["share"] > 0.9
    assert summary["no_product_without_tag"]["share"] == 1.0 and summary["shown"]["all"]["share"] > 0.9
    assert found["by_tag"]["tag:shirt"]["precision"]["share"] > 0.8 and "a/b" in found["by_source"]
    names = ("usage", "pattern", "material", "home_material")
    summary["questions"] |= dict.fromkeys(names, summary["questions"]["gender"])
    text = card(found, "tags_9")
    assert text.startswith("# tags_9") and "| tag:shirt |" in text and "100.0%" in text
    assert np.isfinite(summary["macro_f1"]["value"])
