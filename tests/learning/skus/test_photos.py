"""The halves are fixed by names: no class is on both sides, packages are on each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.learning.skus.photos import halves, read_photos


def test_halves_are_the_same_whatever_the_order() -> None:
    names = tuple(f"class-{number}" for number in range(30))
    package = np.arange(30) < 12
    measured = halves(names, package)
    assert measured.sum() == 15 and measured[:12].sum() == 6
    back = halves(names[::-1], package[::-1])[::-1]
    assert np.array_equal(measured, back)


def test_no_group_of_photos_is_on_both_sides(pack: Path) -> None:
    photos = read_photos(pack)
    assert len(photos.classes) == 81 and len(photos.photos) == 1500 and photos.package.sum() == 31
    sides: dict[str, set[bool]] = {}
    for group, truth in zip(photos.groups, photos.truth, strict=True):
        sides.setdefault(group, set()).add(bool(photos.measured[truth]))
    assert all(len(side) == 1 for side in sides.values()) and photos.measured.sum() == 40
