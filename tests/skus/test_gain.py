"""What learning would bring is told by facings of other photos, never by neighbors on the same one."""

from __future__ import annotations

import numpy as np

from core.skus.gain import Confirmed, gain_of
from core.vision.skus.index import IndexedSku, SkuIndex, View, index_of
from core.vision.skus.look import Look
from tests.skus.made_up import made_up_look

WEIGHTS = {"look": 10.0, "color": 0.0}


def as_on_a_shelf(seed: int, number: int) -> Look:
    """How a product looks on shelves, unlike its packshot: one look for all, and noise."""
    look, rng = made_up_look(1000 + seed, width=64), np.random.default_rng((seed, number))
    cells = np.clip(look.cells + rng.normal(0, 12, look.cells.shape), -127, 127).astype(np.int8)
    return Look(cells, look.weights, look.color, look.points, look.descriptors)


def index(count: int = 6) -> SkuIndex:
    return index_of([IndexedSku(f"S{row}") for row in range(count)],
                    [View(row, f"{row:064x}", made_up_look(row, width=64)) for row in range(count)], "m")


def test_facings_of_other_photos_teach() -> None:
    confirmed = [Confirmed(f"S{row}", f"photo-{photo}", as_on_a_shelf(row, photo)) for row in range(4)
                 for photo in range(5)]
    found = gain_of(index(), [*confirmed, Confirmed("GONE", "photo-0", made_up_look(3, width=64))], WEIGHTS)
    assert (found.facings, found.photos) == (20, 5) and found.after == 20 > found.before
    assert found.low is not None and found.low >= 0 and found.change == (20 - found.before) / 20


def test_facings_of_one_photo_tell_nothing() -> None:
    confirmed = [Confirmed(f"S{row % 2}", "photo", as_on_a_shelf(row % 2, row)) for row in range(6)]
    found = gain_of(index(), confirmed, WEIGHTS)
    assert found.before == found.after and found.low is None and found.photos == 1
