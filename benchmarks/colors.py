"""Colors of the product against the color names that shops give: the first color found is the shop's, or a neighbor.

    python -m benchmarks.colors --data PACK --each 400

IKEA and Myntra name colors in their own data; nothing was fitted to them. Names of several colors, of prints and of
metals that the palette lacks are left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd

from core.learning.data.pictures import read_rgb
from core.models import store
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.colors.detector import open_colors

# A shop's name -> the palette's names that are right, the first exactly, the others as neighbors (pack's README, 7).
NAMES = {"black": ("black", "gray"), "white": ("white", "beige", "gray"), "blue": ("blue", "purple", "gray"),
         "gray": ("gray", "black", "white"), "brown": ("brown", "beige", "red", "black"),
         "red": ("red", "pink", "brown"),
         "green": ("green", "gray"), "navy blue": ("blue", "black", "purple"), "purple": ("purple", "pink", "blue"),
         "pink": ("pink", "red", "purple"), "beige": ("beige", "brown", "white"),
         "yellow": ("yellow", "orange", "beige"),
         "burgundy": ("red", "brown", "purple"), "orange": ("orange", "red", "brown"),
         "olive": ("green", "brown", "gray"), "off-white": ("white", "beige", "gray"),
         "tan": ("brown", "beige", "orange"),
         "turquoise": ("blue", "green"), "silver": ("gray", "white")}
SOURCES = {"Myntra": "fashion/", "IKEA": "home/"}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--each", type=int, default=400, help="pictures of each shop")
    options = parser.parse_args()
    tags = pd.read_csv(options.data / "tags_products.csv", keep_default_na=False, dtype=str)
    entry = store.entry(Settings().models_dir, "colors")
    colors_of = open_colors(entry)
    print(json.dumps({"model": entry.name, **{
        name: _measured(_sample(tags, start, options.each), options.data, colors_of)
        for name, start in SOURCES.items()}}, indent=1))


def _sample(tags: pd.DataFrame, start: str, most: int) -> pd.DataFrame:
    known = tags[tags["path"].str.startswith(start) & (tags["source_of_label"] == "catalog")
                 & tags["colours"].isin(list(NAMES))]
    return known.sample(min(most, len(known)), random_state=0)


def _measured(rows: pd.DataFrame, data: Path, colors_of) -> dict:
    found = [[fact.value for fact in colors_of(read_rgb(data / path), None) if fact.name == "color"]
             for path in rows["path"]]
    names = [NAMES[color] for color in rows["colours"]]
    counts = {
        "first_is_exact": sum(bool(values) and values[0] == right[0]
                              for values, right in zip(found, names, strict=True)),
        "first_is_right_with_neighbors": sum(bool(values) and values[0] in right
                                             for values, right in zip(found, names, strict=True)),
        "any_is_right_with_neighbors": sum(bool(set(values) & set(right))
                                           for values, right in zip(found, names, strict=True))}
    return {key: {"count": hits, "of": len(rows), "interval": [round(share_of(hits, len(rows)).low, 4),
                                                               round(share_of(hits, len(rows)).high, 4)]}
            for key, hits in counts.items()}


if __name__ == "__main__":
    main()
