"""What worker processes do for new SKUs: look at facings, and put those that are alike together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.nouns.shelf import Box
from core.settings import Settings
from core.shelf.newcomers import store
from core.shelf.newcomers.grouping import groups_of
from core.shelf.tasks import cut_outs
from core.skus.tasks import Models, looks_of_images
from core.vision.skus.look import Look


def look_at(settings: Settings, path: str, place: tuple[tuple[int, int], Sequence[Box]], models: Models) -> list[Look]:
    """The looks of facings, without points.

    Parameters
    ----------
    settings : Settings
    path : str
        The photo's own file, or a smaller copy.
    place : ((width, height), boxes)
        Size of the photo in whose pixels the boxes are.
    models : (matcher, network)
    """
    size_wh, boxes = place
    return looks_of_images(cut_outs(settings, path, size_wh, boxes), models)


def group(settings: Settings, files: list[Path]) -> list[list[tuple[int, int]]]:
    """Groups of facings that look alike.

    Parameters
    ----------
    settings : Settings
    files : list of Path
        As `core.shelf.newcomers.store` writes them.

    Returns
    -------
    list of list of (int, int)
        For each member its file and its place in it.
    """
    looks, places = list[Look](), list[tuple[int, int]]()
    for number, path in enumerate(files):
        own = store.read_looks(path)
        looks += own
        places += [(number, place) for place in range(len(own))]
    return [[places[member] for member in one] for one in groups_of(looks)]
