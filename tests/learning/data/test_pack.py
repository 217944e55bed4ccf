"""The picture pack: labels as numbers, whole sources held out, and weights that no source dominates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import SetupError
from core.learning.data import pack as packs


@pytest.fixture
def table() -> pd.DataFrame:
    """A small pack: 12 sources of one label each, sizes 1 to 12."""
    rows = [(f"s{k}", k % 4, k) for k in range(12) for _ in range(k + 1)]
    return pd.DataFrame(rows, columns=["source", "y", "k"]).assign(unseen=False)


def test_folds_hold_out_whole_sources_and_every_label(table: pd.DataFrame) -> None:
    table.loc[table["source"] == "s11", "unseen"] = True
    folds = packs.source_folds(table, 2)
    assert (table.assign(f=folds).groupby("source")["f"].nunique() == 1).all()
    assert set(folds[table["source"] == "s11"]) == {-1}
    for fold in (0, 1):
        assert set(table["y"][folds == fold]) == {0, 1, 2, 3}


def test_weights_bring_labels_to_equal_sums(table: pd.DataFrame) -> None:
    weights = packs.picture_weights(table)
    sums = [weights[table["y"] == label].sum() for label in range(4)]
    assert np.allclose(sums, sums[0], rtol=1e-4)
    one_of_large, one_of_small = weights[table["source"] == "s8"][0], weights[table["source"] == "s0"][0]
    assert one_of_large < one_of_small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of four pictures."""
    rows = ["path,block,source,split,intent,sensitive", "a/1.jpg,apparel2,shop,train,apparel,0",
            "a/2.jpg,other,kept,val,other,", "sensitive/3.jpg,sensitive,web,train,,1",
            "sensitive/4.jpg,sensitive,web,val,negative,0"]
    (tmp_path / "manifest.csv").write_text("\n".join(rows))
    (tmp_path / "sensitive").mkdir()
    (tmp_path / "sensitive" / "hard_negatives.csv").write_text("path\nsensitive/4.jpg\n")
    return tmp_path


def test_labels_are_numbers_and_unknown_ones_are_minus_one(folder: Path) -> None:
    pack = packs.read_pack(folder)
    assert pack["y"].tolist() == [1, 3, -1, 0] and pack["s"].tolist() == [0, -1, 1, 0]
    assert pack["hard"].tolist() == [False, False, False, True]
    assert pack["unseen"].tolist() == [False, True, False, False]
    assert pack["wide"].tolist() == [True, False, False, False]


def test_a_pack_without_look_alikes_has_none(folder: Path) -> None:
    (folder / "sensitive" / "hard_negatives.csv").unlink()
    assert not packs.read_pack(folder)["hard"].any()


def test_a_folder_without_a_pack_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no picture pack") as caught:
        packs.read_pack(tmp_path)
    assert "manifest.csv" in caught.value.hint


def test_classes_of_imagenet_have_one_intent_each(tmp_path: Path) -> None:
    (tmp_path / "imagenet_classes.csv").write_text("index,intent,sensitive\n1,apparel,0\n0,negative,1\n")
    intents, sensitive = packs.read_imagenet_map(tmp_path)
    assert intents.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]] and sensitive.tolist() == [1, 0]


def test_folds_are_repeatable_and_of_similar_size(table: pd.DataFrame) -> None:
    folds = packs.source_folds(table, 3)
    assert (folds == packs.source_folds(table, 3)).all()
    for label in range(4):
        sizes = table["source"][table["y"] == label].value_counts()
        assert np.ptp(np.bincount(folds[table["y"] == label], minlength=3)) <= sizes.max(), "one source apart at most"


def test_pictures_without_a_label_weigh_as_much_on_average(table: pd.DataFrame) -> None:
    table.loc[table["source"] == "s7", "y"] = -1
    weights = packs.picture_weights(table)
    assert weights.mean() == pytest.approx(1) and weights.dtype == np.float32
    assert weights[table["y"] < 0].mean() == pytest.approx(weights[table["y"] >= 0].mean(), rel=1e-4)


def test_kinds_of_restricted_goods_follow_their_words() -> None:
    pack = pd.DataFrame({"source": ["guns", "x/VapeShop", "x/VapeShop", "x/bar", "x/bar"], "s": [1, 1, 1, 1, 0],
                         "label": ["weapon", "kit", "spirits", "Marlboro", "beer"]})
    assert packs.restricted_kinds(pack).tolist() == ["weapons", "tobacco", "alcohol", "tobacco", ""]
