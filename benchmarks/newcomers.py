"""Groups of facings that look alike, on synthetic shelves whose products are known: are they of one product?

    python -m benchmarks.newcomers --data PACK

Each case is two shelf photos of some products, all of them unknown. The least likeness of parts and of colors of
`core.shelf.newcomers.grouping` is chosen on products that chose for the detector; figures are of those that test it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.images.shelves.arrangement import Packshot
from core.images.shelves.layouts import LAYOUTS
from core.images.shelves.shelf import make_shelf
from core.learning.shelves.sources import CHOOSING, TESTING, packshots
from core.nouns.proportion import share_of
from core.settings import Settings
from core.shelf.newcomers.grouping import COLOR, LOOK, compared, is_proposal, joined
from core.shelf.tasks import cut
from core.skus.work import models_of
from core.vision.skus.look import Look
from core.vision.skus.looking import Looking

CASES, PRODUCTS, FACINGS = 5, 14, 60  # of each side; products of a case; facings of a photo, about
LOOKS, COLORS, PURE = (0.5, 0.54, 0.58, 0.62, 0.66, 0.7, 0.74), (0.7, 0.8, 0.9), 0.95
Case = tuple[dict[tuple[int, int], tuple[float, float]], list[str], list[str]]  # pairs, products, photos


def cases(products: Sequence[Packshot], looking: Looking) -> list[Case]:
    """Pairs of shelf photos, in another layout each."""
    found = []
    for number, layout in zip(range(CASES), LAYOUTS, strict=False):
        rng = np.random.default_rng(number)
        chosen = [products[row] for row in rng.choice(len(products), min(PRODUCTS, len(products)), replace=False)]
        looks, skus, photos = list[Look](), list[str](), list[str]()
        for photo in (0, 1):
            made = make_shelf(chosen, (11, number, photo), layout=layout, facings=FACINGS)
            looks += looking.looks(cut(made.image, made.xyxy))
            skus += made.skus
            photos += [str(photo)] * len(made.skus)
        found.append((compared(looks), skus, photos))
    return found


def measured(sets: Sequence[Case], least: tuple[float, float]) -> dict[str, Any]:
    """How pure proposals are, and how many facings and products they hold."""
    inside = pure = facings = groups = named = products = 0
    for pairs, skus, photos in sets:
        proposals = [group for group in joined(len(skus), pairs, least) if is_proposal([photos[row] for row in group])]
        majority = [Counter(skus[row] for row in group).most_common(1)[0] for group in proposals]
        inside += sum(map(len, proposals))
        pure += sum(number for _, number in majority)
        groups, named = groups + len(proposals), named + len({sku for sku, _ in majority})
        there = {sku for sku in skus if is_proposal([photo for photo, own in zip(photos, skus, strict=True)
                                                     if own == sku])}
        facings, products = facings + sum(sku in there for sku in skus), products + len(there)
    return {"facings of the majority's product": _share(pure, inside), "facings in proposals": _share(pure, facings),
            "products proposed": _share(named, products), "proposals for each of these products":
            round(groups / max(1, named), 2)}


def _share(hits: int, count: int) -> dict[str, Any]:
    found = share_of(hits, count)
    return {"count": hits, "of": count, "share": None if found.share is None else round(found.share, 4),
            "interval": [round(found.low, 4), round(found.high, 4)]}


def main() -> None:
    """Choose, measure and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    options = parser.parse_args()
    looking = Looking(*models_of(Settings()))
    chosen_by, tested = (cases(packshots(options.data, side), looking) for side in (CHOOSING, TESTING))
    tried = {(look, color): measured(chosen_by, (look, color)) for look in LOOKS for color in COLORS}
    good = [key for key, found in tried.items() if (found["facings of the majority's product"]["share"] or 0) >= PURE]
    best = max(good, key=lambda key: tried[key]["facings in proposals"]["share"]) if good else None
    print(json.dumps({"chosen": best, "in use": (LOOK, COLOR), "on what chooses": tried[best] if best else None,
                      "on what tests": measured(tested, (LOOK, COLOR)),
                      "chosen, on what tests": measured(tested, best) if best else None}, indent=1))


if __name__ == "__main__":
    main()
