"""How often the color that is measured on the product's pixels is the one that the shop says, or a neighbor of it.

    python -m core.learning.tags.colors --data PACK

Nothing is learned here: the colors are those of the stage "colors". Validation pictures only.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from core.learning.data.pictures import read_rgb
from core.learning.tags.pictures import tag_pictures
from core.models import store
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.colors.detector import FACT, open_colors

MOST = {"fashion": 500, "home": 250, "magento": 75}  # pictures drawn of a block
# The shop's word -> the palette's word for it, then its neighbors: what another person may call the same cloth.
SAME = {"black": "black", "white": "white", "blue": "blue", "gray": "gray", "brown": "brown", "red": "red",
        "green": "green", "navy blue": "blue", "purple": "purple", "pink": "pink", "beige": "beige",
        "yellow": "yellow", "silver": "gray", "burgundy": "red", "orange": "orange", "olive": "green",
        "off-white": "white", "gold": "yellow", "tan": "beige", "turquoise": "blue", "bronze": "brown"}
NEIGHBORS = {"black": ("gray",), "white": ("gray", "beige"), "blue": ("purple", "gray"), "gray": ("black", "white"),
             "brown": ("beige", "orange", "black"), "red": ("pink", "orange"), "green": ("yellow", "gray"),
             "navy blue": ("black", "gray", "purple"), "purple": ("blue", "pink"), "pink": ("red", "purple", "beige"),
             "beige": ("white", "brown", "gray"), "yellow": ("orange", "beige"), "silver": ("white",),
             "burgundy": ("purple", "brown", "pink"), "orange": ("red", "yellow", "brown"), "olive": ("brown", "gray"),
             "off-white": ("beige", "gray"), "gold": ("beige", "brown", "orange"), "tan": ("brown", "pink"),
             "turquoise": ("green",), "bronze": ("red", "orange", "beige")}


def accepted(said: str, found: str) -> tuple[bool, bool]:
    """Whether a measured color is the shop's, and whether it is that or a neighbor.

    Examples
    --------
    >>> accepted("navy blue", "blue"), accepted("navy blue", "black"), accepted("red", "green")
    ((True, True), (False, True), (False, False))
    """
    words = [word for word in said.split(";") if word in SAME]
    exact = any(found == SAME[word] for word in words)
    return exact, exact or any(found in NEIGHBORS[word] for word in words)


def main() -> None:
    """Print the shares of each block as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    options = parser.parse_args()
    pictures = tag_pictures(options.data)
    known = pictures["colours"].map(lambda cell: bool(set(cell.split(";")) & set(SAME)))
    colors_of: Any = open_colors(store.entry(Settings().models_dir, "colors"))
    answer = {}
    for block, most in MOST.items():
        rows = pictures[known & (pictures["block"] == block) & (pictures["split"] == "val")].head(most)
        tests = []
        for row in rows.itertuples():
            found = [fact.value for fact in colors_of(read_rgb(options.data / row.path), None) if fact.name == FACT]
            tests.append(accepted(row.colours, found[0] if found else ""))
        hits = np.array(tests)
        majority = rows["colours"].map(SAME).value_counts().iloc[0]
        answer[block] = {"exact": _plain(int(hits[:, 0].sum()), len(hits)),
                         "within_neighbors": _plain(int(hits[:, 1].sum()), len(hits)),
                         "most_frequent_color": _plain(int(majority), len(hits))}
    print(json.dumps(answer, indent=1))


def _plain(hits: int, count: int) -> dict[str, Any]:
    share = share_of(hits, count)
    return {"n": count, "share": round(share.share or 0, 4), "interval": [round(share.low, 4), round(share.high, 4)]}


if __name__ == "__main__":
    main()
