"""When a quick search for faces is enough: how unlikely a body must be. Registers a version with both numbers.

    python -m core.learning.faces.quick --data PACK --weights FOLDER [--table CSV] [--promote]

A face counts only where a body belongs to it, so photos whose best body is far less likely than on photos with a face
need no full search. The limit is chosen on `train` pictures and counted on `val` pictures.
"""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.data.pictures import read_rgb
from core.learning.faces import command
from core.models import store, versions
from core.settings import read_settings
from core.vision.faces.detector import Faces
from core.vision.faces.second_look import read_file
from core.vision.persons.detector import Persons

SIDE = 256  # pixels of a quick search: a quarter of the work
RARE, SAFETY = 0.005, 10.0  # the limit lies this many times below all but so many bodies of photos with a face
SEED = 1
# Block -> how many of its pictures are looked at; those with faces have most.
PICTURES = {"negative": 800, "streetwear": 500, "fashion": 700, "magento": 250, "apparel2": 250, "negative2": 300,
            "negative3": 250, "negative4": 250, "coco": 128, "legs": 100, "apparel3": 100}
OTHERS = 120  # of each block that is not named
LEFT_OUT = ("sku", "barcodes")


def collect(data: Path, weights: Path, out: Path) -> pd.DataFrame:
    """Of each picture, the split, the score of its likeliest body, and how many faces were accepted."""
    settings = read_settings(models_dir=out)
    faces = Faces(store.entry(settings.models_dir, "faces"))
    persons = Persons(store.entry(settings.models_dir, "persons"))
    rows = []
    for picture in _chosen(data):
        image = read_rgb(data / picture["path"])
        found = persons.search(image)
        search = faces.confirm(faces.search(image), *found.candidates, (image.shape[1], image.shape[0]))
        rows.append({"path": picture["path"], "split": picture["split"], "best": float(found.scores.max(initial=0.0)),
                     "faces": len(search.findings.faces)})
    return pd.DataFrame(rows)


def learn(table: pd.DataFrame) -> tuple[float, dict[str, Any]]:
    """The limit, and what it loses and saves.

    Examples
    --------
    >>> table = pd.DataFrame({"split": ["train", "train", "val", "val"], "best": [0.2, 0.0, 0.03, 0.3],
    ...                       "faces": [1, 0, 0, 1]})
    >>> learn(table)
    (0.02, {'val_with_a_face': 1, 'val_with_a_face_below': 0, 'val': 2, 'val_below': 0})
    """
    taught = table[(table.split == "train") & (table.faces > 0)]
    limit = round(float(taught.best.quantile(RARE)) / SAFETY, 3)
    seen = table[table.split == "val"]
    with_face = seen[seen.faces > 0]
    return limit, {"val_with_a_face": len(with_face), "val_with_a_face_below": int((with_face.best < limit).sum()),
                   "val": len(seen), "val_below": int((seen.best < limit).sum())}


def save(limit: float, figures: dict[str, Any], out: Path, name: str) -> None:
    """Register the current version with the limit; raises SetupError as `versions.register`."""
    current = store.entry(out, "faces")
    values = {**read_file(current.path), "quick_side": SIDE, "quick_body": limit}
    facts = {"role": "faces", "origin": current.origin, "license": current.license, "labels": ["face"],
             "input": {**current.input, "quick_side": SIDE}, "thresholds": dict(current.thresholds),
             "metrics": {**current.metrics, "quick": figures}, "card": f"{name}.md"}
    card = (out / f"{current.name}.md").read_text("utf-8").replace(current.name, name)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / f"{name}.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
        (work / f"{name}.md").write_text(f"{card.rstrip()}\n{quick_words(limit, figures)}", encoding="utf-8")
        versions.register(out, name, facts, [f"{name}.json"], source=work, documents=[f"{name}.md"])


def quick_words(limit: float, figures: dict[str, Any]) -> str:
    """The card's section about the quick search."""
    return f"""
## Quick search

Where the persons model sees no body with a score of at least {limit:g}, a face cannot count, and the picture is
searched at {SIDE} pixels instead of 512: what is found there are faces to refuse, such as printed ones. The limit is a
tenth of what 99.5 % of the bodies on `train` pictures with an accepted face reach; the few that lie lower were looked
at: dolls, a furniture shop, a crowd. The tenth was chosen with `val` pictures in view. Of
{figures["val_with_a_face"]:,} `val` pictures with an accepted face {figures["val_with_a_face_below"]} lie below it, of
all {figures["val"]:,} `val` pictures {figures["val_below"]:,} do. Counted again by
`python -m core.learning.faces.quick`.
"""


def main(arguments: list[str] | None = None) -> None:
    """Collect, choose, count, write."""
    command.run("core.learning.faces.quick", __doc__, command.Steps(collect, learn, save), arguments)


def _chosen(data: Path) -> list[dict[str, str]]:
    blocks: dict[str, list[dict[str, str]]] = {}
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            blocks.setdefault(row["block"], []).append(row)
    rng = np.random.default_rng(SEED)
    return [rows[place] for block, rows in blocks.items() if block not in LEFT_OUT
            for place in rng.permutation(len(rows))[:PICTURES.get(block, OTHERS)]]


if __name__ == "__main__":
    main()
