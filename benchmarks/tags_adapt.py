"""What adapting the tags head to a shop's own catalog gains, as if on shops that had taught nothing.

    python -m benchmarks.tags_adapt --data PACK --cache FOLDER [--shops clothes groceries] [--draws 5]

For each shop a head is trained on photos of all others. In each draw the shop's groups of look-alikes become labeled
photos, a catalog without labels, and test photos; the product's own training learns from the first two, and the head
before and after is judged on the third: the share of photos whose likeliest leaf is the photo's tag, among tags that
the head has. `docs/tags.md` quotes it.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.chain import machine
from core.learning.tags.features import extract
from core.learning.tags.labels import build_targets, build_tree, learned_values, types_of
from core.learning.tags.network import fit
from core.learning.tags.pictures import tag_pictures
from core.learning.tags.train import write_head
from core.models import store
from core.nouns.dataset import Sample
from core.retrain.tags.learn import LEAST_NEW, TAG, Course, changed, lessons, with_new_tags
from core.retrain.tags.order import WAYS, Order
from core.retrain.tags.tasks import adapted
from core.settings import ROOT, Settings
from core.tags import bundled
from core.vision.tags.head import TagHead, read_head

log = logging.getLogger(__name__)
RESULT = ROOT / "benchmarks" / "results" / "tags_adapt.json"
SHOPS = {"clothes": "clothing/", "groceries": "other/gs_", "furnishings": "home/ikea_"}
LABELED = {"clothes": 200, "groceries": 160, "furnishings": 60}  # photos
OTHERS = 11_000  # photos of the other shops that teach the head
REPLAYED = 1_000  # the first of these, replayed while it learns
TESTED = 1 / 3  # of a shop's groups


def main() -> None:
    """Measure, print and write the result."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the features")
    parser.add_argument("--shops", nargs="+", default=list(SHOPS), choices=list(SHOPS))
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    every = tag_pictures(options.data)
    shop = np.select([every["path"].str.startswith(start) for start in SHOPS.values()], list(SHOPS), "")
    others = np.flatnonzero((shop == "") & (every["split"] == "train"))[:OTHERS]  # they come in random order
    pictures = every.iloc[np.concatenate([others, np.flatnonzero(shop != "")])].reset_index(drop=True)
    features = extract(options.data, pictures["path"].tolist(), options.cache).astype(np.float32)
    head = _head(pictures[:len(others)], features[:len(others)])
    found = {name: _shop(name, pictures, features, head, draws=options.draws) for name in options.shops}
    result = {"machine": machine(), "draws": options.draws, "photos that teach": len(others), "shops": found}
    print(json.dumps(result, indent=1))
    options.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def _head(pictures: pd.DataFrame, features: np.ndarray) -> TagHead:
    """A head that knows the other shops alone; thresholds and temperatures are left at 1."""
    tree, values = build_tree(pictures, bundled()), learned_values(pictures)
    weights, bias = fit(features, build_targets(pictures, bundled(), tree, values), tree)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "head.npz"
        count = len(tree.nodes) + sum(map(len, values.values()))
        write_head(path, store.entry(Settings().models_dir, "intent").name, tree, values, weights=weights, bias=bias,
                   temperatures=[1.0] * (1 + len(values)), thresholds=[1.0] * count)
        return read_head(path)


def _shop(name: str, pictures: pd.DataFrame, features: np.ndarray, head: TagHead, *, draws: int) -> dict[str, Any]:
    tags = [types_of(row, bundled()) for row in pictures["type"]]
    own = [row for row in np.flatnonzero(pictures["path"].str.startswith(SHOPS[name])) if len(tags[row]) == 1]
    said = pd.DataFrame({"row": own, "group": pictures["group"].iloc[own].to_numpy(),
                         "tag": [tags[row][0] for row in own]})
    rows = [_draw(LABELED[name], said, features, (head, features[:REPLAYED]), seed=seed) for seed in range(draws)]
    log.info("%s: %s", name, rows)
    figures = {way: [row[way]["gain"] for row in rows] for way in WAYS}
    return {"types": said["tag"].nunique(), "labeled, catalog, test": [int(np.mean([row["counts"][at] for row in rows]))
                                                                         for at in range(3)],
            "right, not trained": _mean([row["not trained"] for row in rows]),
            "right, plain": _mean([row["plain"] for row in rows]),
            **{way: {"gain, mean": _mean(gains), "least": min(gains), "most": max(gains),
                     "in use": sum(row[way]["in use"] for row in rows)} for way, gains in figures.items()}}


def _draw(labeled: int, said: pd.DataFrame, features: np.ndarray, base: tuple[TagHead, np.ndarray], *, seed: int
          ) -> dict[str, Any]:
    """One draw: percent right on test photos, plain and with each way."""
    order = np.random.default_rng(seed).permutation(said["group"].unique())
    part = said["group"].map({group: number / len(order) for number, group in enumerate(order)})
    tested, rest = said[part < TESTED], said[part >= TESTED].assign(part=part).sort_values("part")
    taught = rest[rest["group"].isin(rest["group"].unique()[:_groups_for(rest, labeled)])]
    catalog = rest.drop(taught.index)
    facts = [{TAG: tag} for tag in taught["tag"]]
    counts = taught["tag"].value_counts()
    new = {tag: bundled().path(tag) for tag in sorted(counts.index[counts >= LEAST_NEW])}
    start = with_new_tags(base[0], new, features[taught["row"]])
    tested = tested[tested["tag"].isin(start.nodes)]
    course = Course(start, lessons(facts, start), (features[taught["row"]], base[1]),
                    (taught["group"].tolist(), [f"replayed {number}" for number in range(len(base[1]))]), seed)
    plain = course.teach(_quiet)
    seen = {str(row): features[row] for row in catalog["row"]}
    samples = [Sample(str(row), tag) for row, tag in zip(taught["row"], taught["tag"], strict=True)]
    judged = {"plain": plain}
    found: dict[str, Any] = {"counts": [len(taught), len(catalog), len(tested)]}
    for way in WAYS:
        ask = Order("", "", store.entry(Settings().models_dir, "tags"), "adapted", "", tuple(samples), seed=seed,
                    adapt=way, catalog=tuple(seen))
        judged[way], adaptation = adapted(ask, seen, (course, plain), samples, say=_quiet)
        found[way] = {"in use": not adaptation.off}
    right = {"not trained": _right(start, tested, features)}
    for way, results in judged.items():
        taught_head = start
        for one in results:
            taught_head = taught_head if one is None else changed(taught_head, one)
        right[way] = _right(taught_head, tested, features)
    for way in WAYS:
        found[way]["gain"] = round(right[way] - right["plain"], 2)
    return found | {name: right[name] for name in ("not trained", "plain")}


def _right(head: TagHead, tested: pd.DataFrame, features: np.ndarray) -> float:
    tops = head.logits(features[tested["row"]])[:, head.columns(TAG)].argmax(axis=1)
    return round(100 * float((np.array(head.nodes)[tops] == tested["tag"].to_numpy()).mean()), 2)


def _groups_for(rest: pd.DataFrame, photos: int) -> int:
    """How many groups, in order, hold at least so many photos."""
    sizes = rest.groupby("group", sort=False).size().cumsum().to_numpy()
    return int(np.searchsorted(sizes, photos)) + 1


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 2)


def _quiet(words: str, share: float) -> None:
    """Takes the training's progress and says nothing."""


if __name__ == "__main__":
    main()
