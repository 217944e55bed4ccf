"""What worker processes do for this room: read barcodes, compare the looks of an audit's pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.alarm.looks import Alike, gallery_of, rivals
from core.images.decode import read_picture
from core.settings import Settings
from core.vision.codes.reader import RETAIL, read_codes
from core.vision.skus import gtin
from core.vision.skus.geometry import agreeing
from core.vision.skus.index import SkuIndex, open_index

Pair = tuple[Alike | None, Alike | None]


def codes_of(settings: Settings, path: str) -> list[int]:
    """The trade item numbers of the barcodes on a picture; raises InputError where it cannot be read."""
    codes = [code for code in read_codes(read_picture(Path(path), path, settings).image) if code.format in RETAIL]
    spelled = [gtin.expand_upc_e(code.text) if code.format == "UPCE" and len(code.text) == 8 else code.text
               for code in codes]
    return [number for number in map(gtin.number_of, spelled) if number is not None]


def compare(settings: Settings, folder: Path, offers: tuple[list[tuple[str, int]], range]) -> list[Pair]:
    """What of its own product, and what of all others, each of some pictures is most like.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Of the index of products.
    offers : (list of (picture_id, family), range)
        All offers of an audit, and the places of those that are asked. A view of the answer is such a place.
    """
    named, asked = offers
    return compared(open_index(folder), named, asked)


def compared(index: SkuIndex, named: list[tuple[str, int]], asked: range) -> list[Pair]:
    """`compare` over an open index."""
    held = {name: view for view, name in enumerate(index.names.tolist()) if not index.confirmed[view]}
    places = [place for place, (picture_id, _) in enumerate(named) if picture_id.encode() in held]
    views = np.array([held[named[place][0].encode()] for place in places], int)
    if not len(views):
        return [(None, None) for _ in asked]
    gallery = gallery_of((np.asarray(index.cells[views]), index.weights[views], index.colors[views]),
                         np.array([named[place][1] for place in places]), views)
    position = {place: row for row, place in enumerate(places)}

    def answer(row: int, one: Alike | None) -> Alike | None:
        if one is None:
            return None
        points = agreeing(index.points_of(int(views[one.view])), index.points_of(int(views[row])))
        return replace(one, view=places[one.view], points=points)

    found: list[Pair] = []
    for place in asked:
        row = position.get(place)
        own, other = rivals(gallery, row) if row is not None else (None, None)
        found.append((answer(row, own), answer(row, other)) if row is not None else (None, None))
    return found
