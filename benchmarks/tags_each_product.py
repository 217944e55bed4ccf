"""Tags of several products in a photo, beside the tags of the whole photo: what is shown, and how much of it is right.

    python -m benchmarks.tags_each_product --data PACK
    python -m benchmarks.tags_each_product --data PACK --split train --every 5      # what floors are chosen on

Street photos have a list of what is worn, without places: a shown tag is right when the list has it or something below
it, unknown when the list has only a more general word (bag, where handbag is shown), else wrong. Photos of groceries on
a counter have a box and a class for each of 24 goods: an item is judged by the box that it shares most with.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.analyze import pipeline
from core.learning.data.pictures import read_rgb
from core.models import store
from core.nouns.fact import Fact
from core.nouns.picture import Picture
from core.nouns.proportion import share_of
from core.settings import Settings
from core.tags import bundled
from core.vision.tags.detector import open_tags
from core.vision.tags.items import ITEM, open_items
from core.vision.tags.regions import share_inside

LEVELS = {2: "categories", 3: "types"}
MATCH = 0.5  # of the smaller box inside the other


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--split", default="val", choices=("val", "train"), help="val reports, train chooses")
    parser.add_argument("--every", type=int, default=1, help="only every so many photos")
    options = parser.parse_args()
    split = pd.read_csv(options.data / "manifest.csv", index_col="path", dtype=str)["split"]
    look = _looker(options.data)
    print(json.dumps({
        "street photos": _street(options.data, split[split == options.split].index, look, options.every),
        "counter": _counter(options.data, split[split == options.split].index, look, options.every)}, indent=1))


def _looker(data: Path) -> Any:
    """Path -> tags of the whole photo, items, size."""
    settings = Settings()
    models, entry = pipeline.open_models(settings), store.entry(settings.models_dir, "tags")
    tags_of, items_of = open_tags(entry), open_items(entry)

    def look(path: str) -> tuple[list[Fact], list[Fact], tuple[int, int]]:
        image = read_rgb(data / path)
        size_wh = image.shape[1], image.shape[0]
        analysis = pipeline.analyze(Picture("", path, image), models)
        return ([fact for fact in tags_of(image, analysis) if fact.name == "tag"], list(items_of(image, analysis)),
                size_wh)

    return look


def _street(data: Path, paths: pd.Index, look: Any, every: int) -> dict[str, Any]:
    said = pd.read_csv(data / "tags_products.csv", index_col="path", dtype=str, keep_default_na=False)["type"]
    said = said[said.index.str.startswith("streetwear/")]  # the words of tags_streetwear.csv, mapped to one spelling
    rows, known = list[dict[str, Any]](), list[tuple[str, str]]()
    for path in [path for path in said.index if path in set(paths)][::every]:
        truth = [tag for word in said[path].split(";") if (tag := bundled().tag_of(word))]
        known += [(path, node) for node in {node for tag in truth for node in bundled().path(tag)}]
        tags, items, _ = look(path)
        for way, facts in (("whole photo", tags), ("each product", items), ("both", [*tags, *items])):
            rows += [{"way": way, "path": path, "tag": tag, "right": _right(tag, truth)}
                     for tag in {fact.value for fact in facts}]
    table = pd.DataFrame(rows, columns=["way", "path", "tag", "right"])
    table["level"] = [len(bundled().path(tag)) for tag in table["tag"]]
    count = len({path for path, _ in known})
    return {"photos": count} | {way: _figures(part, known, count) for way, part in table.groupby("way", sort=False)}


def _figures(part: pd.DataFrame, known: list[tuple[str, str]], photos: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for level, name in LEVELS.items():
        rows = part[part["level"] == level]
        judged = rows[rows["right"].notna()]
        true = {pair for pair in known if len(bundled().path(pair[1])) == level}
        shown = set(zip(rows["path"], rows["tag"], strict=True))
        figures[name] = {
            "per_photo": round(len(rows) / photos, 2), "unknown": int(rows["right"].isna().sum()),
            "precision": _share(judged["right"].astype(bool).to_numpy()),
            "recall": _share(np.array([pair in shown for pair in true], bool)),
            "wrong": judged[judged["right"] == False]["tag"].value_counts().head(8).to_dict()}  # noqa: E712
    return figures


def _right(tag: str, truth: list[str]) -> bool | None:
    """Whether a shown tag is right; None where the truth is too general to say."""
    if any(tag in bundled().path(one) for one in truth):
        return True
    return None if any(one in bundled().path(tag) for one in truth) else False


def _counter(data: Path, paths: pd.Index, look: Any, every: int) -> dict[str, Any]:
    types = pd.read_csv(data / "counter" / "classes.csv", dtype=str)["type"].tolist()
    right, photos, boxes, several = list[bool](), 0, 0, 0
    for path in [path for path in paths if path.startswith("counter/")][::every]:
        _, items, size_wh = look(path)
        text = (data / "counter" / "labels" / f"{Path(path).stem}.txt").read_text("utf-8")
        rows = [[float(value) for value in line.split()] for line in text.splitlines()]
        true = [(types[int(row[0])], _corners(row[1:], size_wh)) for row in rows]
        placed = [fact for fact in items if fact.name == ITEM and fact.xyxy]
        photos, boxes, several = photos + 1, boxes + len(true), several + (len(placed) > 1)
        for fact in placed:
            assert fact.xyxy is not None
            word, share = max(((word, share_inside(fact.xyxy, box)) for word, box in true), key=lambda one: one[1],
                              default=("", 0.0))
            said = _right(fact.value, [bundled().tag_of(word)]) if share >= MATCH else None
            right += [said] if said is not None else []
    return {"photos": photos, "boxed goods": boxes, "with several items": several,
            "precision of items on boxed goods": _share(np.array(right, bool))}


def _corners(row: list[float], size_wh: tuple[int, int]) -> tuple[float, ...]:
    x, y, wide, high = row
    return ((x - wide / 2) * size_wh[0], (y - high / 2) * size_wh[1], (x + wide / 2) * size_wh[0],
            (y + high / 2) * size_wh[1])


def _share(values: np.ndarray) -> dict[str, Any]:
    share = share_of(int(values.sum()), len(values))
    return {"count": int(values.sum()), "of": len(values), "share": round(share.share or 0.0, 4),
            "interval": [round(share.low, 4), round(share.high, 4)]}


if __name__ == "__main__":
    main()
