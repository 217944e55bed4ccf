"""What twenty reviewed photos of a new shop are worth: `python -m benchmarks.retrain --pack FOLDER`.

For each shop that the bundled intent model never trained on: a person labels twenty of its photos, drawn at random by
groups of look-alikes; the head is trained as `python -m core retrain` does, with photos of other shops replayed; the
rest of the shop and photos of still other shops are judged before and after. Shops on which the method was chosen are
left out, by name.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.images.decode import read_picture
from core.learning.data.pack import read_pack
from core.learning.intent.calibrate import trained_sources
from core.models import store
from core.retrain import fit
from core.retrain.compare import interval
from core.settings import Settings
from core.vision.intent.head import LABELS, HeadInput, Shift

RESULTS = Path(__file__).parent / "results" / "retrain.json"
REVIEWED, REPLAYED, JUDGED = 20, 200, 800
LEAST, FEWEST_LABELS, LEAST_OTHER = 35, 3, 25  # photos and labels of a shop; photos of a source that counts as other
LOOKED_AT = ("BatoAlvin/Onlineshopping", "RebelQuotes1/gritgearhq-site", "SarthakTyagi02/ballers-paradise",
             "amerrmismarr/Shufimafi-Secondhand-Shopping", "schadeggs/Forsalelist",
             "tarekmostafa-saitama/Greeting-Cards-Generator")


def photos_of(pack: Path, report: Path) -> pd.DataFrame:
    """Labeled photos of sources that the model never trained on and on which nothing was chosen."""
    rows = read_pack(pack)
    rows = rows[(rows["y"] >= 0) & ~rows["source"].isin(trained_sources(report)) & ~rows["source"].isin(LOOKED_AT)]
    return rows[rows.groupby("source")["y"].transform("size") >= LEAST_OTHER].reset_index(drop=True)


def shops(photos: pd.DataFrame) -> list[str]:
    """Shops with enough photos of enough labels."""
    by_shop = photos.groupby("source")["y"].agg(["size", "nunique"])
    return sorted(by_shop[(by_shop["size"] >= LEAST) & (by_shop["nunique"] >= FEWEST_LABELS)].index)


def trial(rows: np.ndarray, photos: pd.DataFrame, shop: str, seed: int) -> dict[str, Any] | None:
    """One draw: accuracy on the rest of the shop and on other shops, before and after."""
    random, labels = np.random.default_rng(seed), photos["y"].to_numpy()
    mine = np.flatnonzero(photos["source"] == shop)
    groups = photos["group"].to_numpy(str)
    order = random.permutation(np.unique(groups[mine]))
    reviewed = np.concatenate([mine[groups[mine] == group] for group in order])[:REVIEWED]
    rest = mine[~np.isin(groups[mine], groups[reviewed])]
    others = random.permutation(np.flatnonzero(photos["source"] != shop))
    if len(set(labels[reviewed])) < 2 or not len(rest):
        return None
    replayed, judged = others[:REPLAYED], others[REPLAYED:REPLAYED + JUDGED]
    data = fit.examples(rows[reviewed], labels[reviewed], rows[replayed], [*groups[reviewed], *groups[replayed]])
    _, ridge = fit.cross_fitted(data)
    shift = next(fit.fit(data, [ridge]))

    def right(chosen: np.ndarray, by: Shift) -> int:
        return int((by.logits(rows[chosen]).argmax(axis=1) == labels[chosen]).sum())

    none = Shift.none(rows.shape[1] - LABELS)
    return {"shop": shop, "seed": seed, "ridge": ridge if np.isfinite(ridge) else None, "reviewed": len(reviewed),
            "rest": len(rest), "before": right(rest, none), "after": right(rest, shift), "others": len(judged),
            "others_before": right(judged, none), "others_after": right(judged, shift)}


def summary(trials: list[dict[str, Any]]) -> dict[str, Any]:
    """Points gained on the rest of each shop and on other shops: means over shops, with bootstraps over shops."""
    result: dict[str, Any] = {"shops": len({item["shop"] for item in trials}), "trials": len(trials)}
    for name, count in (("", "rest"), ("others_", "others")):
        gains = np.array([(item[f"{name}after"] - item[f"{name}before"]) / item[count] for item in trials])
        by_shop = [gains[[item["shop"] == shop for item in trials]].mean() for shop in
                   sorted({item["shop"] for item in trials})]
        low, high = interval(np.array(by_shop), [str(place) for place in range(len(by_shop))])
        result[f"{name}points"] = [round(100 * value, 2) for value in (float(np.mean(by_shop)), low, high)]
        result[f"{name}before"] = round(float(np.mean([item[f"{name}before"] / item[count] for item in trials])), 4)
        result[f"{name}worse_shops"] = sum(bool(value < 0) for value in by_shop)
    return {**result, "no_new_version": sum(item["ridge"] is None for item in trials)}


def main() -> None:
    """Run the benchmark and write `results/retrain.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--model", default="", help="a name of models/manifest.json (default: the current one)")
    parser.add_argument("--draws", type=int, default=3)
    options = parser.parse_args()
    settings = Settings()
    model = store.entry(settings.models_dir, "intent", options.model)
    photos = photos_of(options.pack, settings.models_dir / f"{model.name}.json")
    head = HeadInput(model.path)
    rows = np.array([head.row(read_picture(options.pack / path, path, settings).image) for path in photos["path"]],
                    np.float64)
    found = [trial(rows, photos, shop, seed) for shop in shops(photos) for seed in range(options.draws)]
    trials = [item for item in found if item is not None]
    RESULTS.write_text(json.dumps({"model": model.name, "photos": len(photos), **summary(trials), "trials": trials},
                                  indent=1) + "\n", "utf-8")
    print(json.dumps(summary(trials), indent=1))


if __name__ == "__main__":
    main()
