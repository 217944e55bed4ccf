"""Shelf photos whose boxes people corrected, as samples: all products of each, as they stand now."""

from __future__ import annotations

from sqlalchemy import select

from core.catalog import corrections, shelves
from core.catalog.tables import pictures
from core.datasets.listing import Named
from core.datasets.raw_boxes import RawBoxes
from core.nouns.shelf import NOT_A_PRODUCT, FacingWord, ShelfReading, corrected, rounded
from core.site import Site

SAID = "facing"  # name of the corrections of facings
MOST = 20_000  # readings that are looked through, the newest


def of_shelves(site: Site) -> list[Named]:
    """Photos of shelves on which people drew a missed product or called a box no product, with the boxes of all
    products as they are now: what nobody touched counts as the detector found it."""
    with site.store.reading() as connection:
        words: dict[str, list[FacingWord]] = {}
        for word in corrections.every(connection, [SAID]):
            words.setdefault(word.picture_id, []).append(FacingWord.of(word))
        newest: dict[str, ShelfReading] = {}
        for reading in shelves.newest(connection, MOST):
            if reading.picture_id in words:
                newest.setdefault(reading.picture_id, reading)
        places = {row.picture_id: (row.path, row.uri) for row in connection.execute(
            select(pictures.c.picture_id, pictures.c.path, pictures.c.uri))}
    found = []
    for picture_id, reading in newest.items():
        if not boxes_changed(reading, words[picture_id]):
            continue
        boxes = tuple(facing.xyxy for facing in corrected(reading, tuple(words[picture_id])).facings)
        path, uri = places.get(picture_id, ("", ""))
        found.append(Named(path, "", "", uri or picture_id, boxes=RawBoxes((("products", boxes),),
                                                                           size_wh=reading.size_wh)))
    return found


def boxes_changed(reading: ShelfReading, words: list[FacingWord]) -> bool:
    """Whether people changed a box of a photo, not only what it is called.

    Parameters
    ----------
    reading : ShelfReading
        As the detector read it.
    words : list of FacingWord
        What people said of the photo, the oldest first.
    """
    known = {tuple(rounded(facing.xyxy)) for facing in reading.facings}
    newest = {tuple(rounded(word.xyxy)): word.said for word in words}
    return any(said == NOT_A_PRODUCT if box in known else said not in ("", NOT_A_PRODUCT)
               for box, said in newest.items())
