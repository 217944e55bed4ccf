"""Each product in a photo by itself: its place is found, cut out, and tagged like a photo of its own.

Places are parts of persons, everyday things that are for sale, and goods that stand by themselves (`regions`). A tag is
kept where it fits the place: shoes at the feet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.objects.detector import open_objects
from core.vision.products.detector import open_products
from core.vision.tags.detector import TAG, TagModel
from core.vision.tags.regions import BESIDE, CLOTHES, FITS, ODDS, Region, inside, of_goods, of_persons, share_inside
from core.vision.tags.tree import paths_of

ITEM = "item"
MOST = 24  # places of one photo that are looked at
WORN, CATEGORY = ("head", "upper", "lower", "feet", "whole"), 2  # on persons types are not told well enough
SAME = 0.6  # of the smaller box inside the other, from which on two places with one tag are one


def open_items(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function; `entry` is of role "tags". Raises as `TagModel`, also for the two detectors."""
    model, folder = TagModel(entry), Path(entry.path).parent
    objects_of = open_objects(store.entry(folder, "objects"))
    products_of = open_products(store.entry(folder, "products"))
    paths = paths_of(model.head)

    def items_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        size_wh = image.shape[1], image.shape[0]
        worn = of_persons(analysis.persons, analysis.faces, size_wh) if analysis.persons is not None else []
        loose = of_goods(objects_of(image, analysis), products_of(image).products, worn, size_wh)
        found = [(region, fitting(_seen(model, cut_out(image, region), region.part, paths), region.part, paths))
                 for region in (*worn, *loose)[:MOST]]
        return tuple(_facts(found))

    return items_of


def placed(scores: np.ndarray, fits: np.ndarray, odds: float) -> np.ndarray:
    """Probabilities of tags where the place makes those that fit likelier: Bayes' rule with other prior odds.

    Parameters
    ----------
    scores : ndarray of float32, shape (nodes,)
    fits : ndarray of int, shape (nodes,)
        1 for categories that fit with all below them, 2 for what stands above these, else 0.
    odds : float
        How many times likelier the place makes what fits.

    Examples
    --------
    Fashion, shoes, boot, home:

    >>> placed(np.float32([0.6, 0.2, 0.1, 0.4]), np.array([2, 1, 1, 0]), 4.0).round(2).tolist()
    [0.75, 0.5, 0.25, 0.25]
    """
    whole = float(np.clip(scores[fits == 1].max(initial=0.0), 1e-6, 1 - 1e-6))
    now = whole * odds / (1 - whole + whole * odds)
    inside = np.choose(fits, [np.zeros_like(scores), scores, np.full_like(scores, whole)])
    return np.asarray(inside * now / whole + (scores - inside) * (1 - now) / (1 - whole), np.float32)


def _seen(model: TagModel, image: np.ndarray, part: str, paths: Mapping[str, frozenset[str]]) -> list[Fact]:
    """Tags of a region's pixels that reach their thresholds in that part."""
    found, nodes = model.probabilities(image), model.head.nodes
    if part in ODDS:
        above = {parent for tag in FITS[part] if tag in paths for parent in paths[tag]}
        fits = np.array([1 if paths[node] & set(FITS[part]) else 2 if node in above else 0 for node in nodes])
        found = found | {TAG: placed(found[TAG][0], fits, ODDS[part])[None]}
    shown = model.head.shown(found)[TAG][0]
    return [Fact(TAG, nodes[place], float(found[TAG][0, place]), model.name) for place in np.flatnonzero(shown)]


def fitting(facts: Sequence[Fact], part: str, paths: Mapping[str, frozenset[str]]) -> list[Fact]:
    """The tags of a region, parents before children; none where the most exact one cannot be shown there, and no type
    of what is worn.

    Parameters
    ----------
    facts : sequence of Fact
        Of the region's pixels.
    part : str
        Of the region.
    paths : mapping of str to frozenset of str
        From `core.vision.tags.tree.paths_of`.

    Examples
    --------
    >>> paths = {"bags": frozenset({"bags"}), "clutch": frozenset({"bags", "clutch"})}
    >>> found = [Fact("tag", "bags", 0.9), Fact("tag", "clutch", 0.8), Fact("gender", "men", 0.9)]
    >>> [fact.value for fact in fitting(found, "bag", paths)], fitting(found, "feet", paths)
    (['bags', 'clutch'], [])
    """
    tags = sorted((fact for fact in facts if fact.name == TAG), key=lambda fact: len(paths[fact.value]))
    tags = [fact for fact in tags if part not in WORN or len(paths[fact.value]) <= CATEGORY]
    exact = paths[tags[-1].value] if tags else frozenset()
    if part in FITS:
        return tags if exact & set(FITS[part]) else []
    return [] if part == BESIDE and exact & CLOTHES else tags


def _facts(found: list[tuple[Region, list[Fact]]]) -> list[Fact]:
    """The most exact tag of each region with its box, the surest where two regions are one; then parents without."""
    placed = list[Fact]()
    for region, tags in sorted((one for one in found if one[1]), key=lambda one: -one[1][-1].score):
        exact = Fact(ITEM, tags[-1].value, tags[-1].score, tags[-1].model, region.xyxy)
        if not any(one.value == exact.value and one.xyxy and share_inside(region.xyxy, one.xyxy) > SAME
                   for one in placed):
            placed.append(exact)
    parents = [Fact(ITEM, fact.value, fact.score, fact.model) for _, tags in found for fact in tags[:-1]]
    return [*placed, *parents]


def cut_out(image: np.ndarray, region: Region, margin: float = 0.05) -> np.ndarray:
    """The pixels of a region: ndarray of uint8, shape (h, w, 3)."""
    left, top, right, bottom = (round(side) for side in inside(region.xyxy, (image.shape[1], image.shape[0]), margin))
    return np.ascontiguousarray(image[top:max(bottom, top + 1), left:max(right, left + 1)])
