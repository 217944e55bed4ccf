"""The picture pack's manifest, and the folds that hold out whole sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.errors import SetupError
from core.nouns.intent import INTENT_LABELS

INTENTS = INTENT_LABELS
SENSITIVE = ("negative", "positive")
# Blocks whose names end so were gathered from many small shops; their pictures resemble a merchant's more than the
# older blocks do.
WIDE_BLOCKS = "234"
TOBACCO = "vap|cig|tobacco|smok|hookah|camel|pallmall|marlboro|chesterfield|kent|winston|parliament|juul|iqos|liquid"
ALCOHOL = "spirit|wine|beer|whisk|vodka|liquor|liqueur|cider|cocktail|champagne|cognac|brandy|tequila"


def read_pack(data_dir: str | Path) -> pd.DataFrame:
    """Read the pack's manifest, with labels as numbers.

    Parameters
    ----------
    data_dir : str or Path
        Folder with `manifest.csv`.

    Returns
    -------
    pandas.DataFrame
        One row a picture: the manifest's columns, and `y` (index into `INTENTS`, -1 unlabeled),
        `s` (0, 1, -1 unlabeled), `hard` (looks like restricted goods, is not), `unseen` (a whole source that the pack
        keeps for the final report, its README, warning 3: it chooses nothing), `wide` (from one of many small shops).

    Raises
    ------
    SetupError
        The folder has no manifest.csv.
    """
    path = Path(data_dir) / "manifest.csv"
    if not path.is_file():
        raise SetupError(f"There is no picture pack in {data_dir}.", "Give the folder with manifest.csv as --data.")
    pack = pd.read_csv(path, keep_default_na=False, dtype=str)
    pack["y"] = [INTENTS.index(name) if name else -1 for name in pack["intent"]]
    pack["s"] = [int(flag) if flag else -1 for flag in pack["sensitive"]]
    hard = Path(data_dir) / "sensitive" / "hard_negatives.csv"
    pack["hard"] = pack["path"].isin(pd.read_csv(hard)["path"]) if hard.is_file() else False
    pack["unseen"] = pack.groupby("source")["split"].transform(lambda split: (split == "val").all())
    pack["wide"] = pack["block"].str[-1].isin(list(WIDE_BLOCKS))
    return pack


def restricted_kinds(pack: pd.DataFrame) -> pd.Series:
    """What restricted goods pictures show, by the words of their labels, and else of their sources.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `read_pack`.

    Returns
    -------
    pandas.Series
        "weapons", "tobacco" (with vapes and people who smoke) or "alcohol"; "" for harmless pictures.
    """
    label, both = pack["label"].str.lower(), (pack["source"] + " " + pack["label"]).str.lower()
    tobacco = both.str.contains(TOBACCO) & ~label.str.contains(ALCOHOL)
    kinds = np.select([label.str.contains("weapon"), tobacco], ["weapons", "tobacco"], "alcohol")
    return pd.Series(np.where(pack["s"] == 1, kinds, ""), pack.index)


def read_imagenet_map(data_dir: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Read which intent, and which restricted goods, each ImageNet class stands for.

    Parameters
    ----------
    data_dir : str or Path
        Folder with `imagenet_classes.csv`.

    Returns
    -------
    tuple of numpy.ndarray
        float32 (1000, 4), one 1 a row; and float32 (1000,), 1 for restricted goods.
    """
    table = pd.read_csv(Path(data_dir) / "imagenet_classes.csv", keep_default_na=False).sort_values("index")
    intents = np.eye(len(INTENTS), dtype=np.float32)[[INTENTS.index(name) for name in table["intent"]]]
    return intents, table["sensitive"].to_numpy(np.float32)


def source_folds(pack: pd.DataFrame, count: int = 5, seed: int = 0) -> np.ndarray:
    """Divide whole sources into folds of about equal size, class by class.

    Sources go from large to small, each to the fold that has the fewest pictures of its main label so far,
    so that every fold holds out big and small sources of each label.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `read_pack`.
    count : int
        Number of folds.
    seed : int
        Order among sources of equal size.

    Returns
    -------
    numpy.ndarray
        int (N,): the fold of each picture; -1 for the unseen sources, which belong to none.
    """
    seen_rows = pack[~pack["unseen"]]
    order = seen_rows.groupby("source").agg(n=("y", "size"), main=("y", lambda y: y.value_counts().index[0]))
    order = order.sample(frac=1, random_state=seed).sort_values("n", ascending=False, kind="stable")
    loads, fold_of = {}, {}
    for source, row in order.iterrows():
        load = loads.setdefault(row["main"], np.zeros(count))
        fold = int(np.argmin(load))
        fold_of[source] = fold
        load[fold] += row["n"]
    return pack["source"].map(fold_of).fillna(-1).to_numpy(int)


def picture_weights(pack: pd.DataFrame) -> np.ndarray:
    """Weigh pictures so that neither a large source nor a common label dominates the training.

    A source counts by the square root of its size; then the four labels are brought to equal sums.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `read_pack`; rows without a label get the weight of their source.

    Returns
    -------
    numpy.ndarray
        float32 (N,), mean 1.
    """
    size = pack.groupby(["source", "y"])["y"].transform("size").to_numpy()
    weights = 1 / np.sqrt(size)
    labels = pack["y"].to_numpy()
    for label in range(len(INTENTS)):
        mask = labels == label
        if mask.any():
            weights[mask] *= 1 / weights[mask].sum()
    weights[labels < 0] *= (
        weights[labels >= 0].mean() / max(weights[labels < 0].mean(), 1e-12) if (labels < 0).any() else 1
    )
    return (weights / weights.mean()).astype(np.float32)
