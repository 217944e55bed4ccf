"""Which pictures teach the detector of products, which choose its numbers, and which test it.

A packshot belongs to one side by a hash of its product, so that all views of a product are on one side. Boxed photos
follow the pack's split; one in ten groups of its training side chooses.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.images.shelves.arrangement import Packshot
from core.learning.data.pictures import read_rgb
from core.learning.persons.labels import is_dev, read_manifest, true_boxes
from core.vision.mask.cutout import cut_out

PACKSHOT_BLOCKS = ("other", "other2", "other3", "other4", "packshots", "sku", "sensitive3", "sensitive4")
NOT_ON_SHELVES = ("instrument", "photo_guitar", "car", "guitar", "drum", "horse", "racket")  # beginnings of labels
COMPACT = 0.55  # of its box that a product fills at least: packages rather than cables and stands
BOXED = ("counter", "other")
EMPTY = ("scene_", "pet_", "texture_", "portrait", "bird", "face", "insect", "animal", "monkey")  # labels of no product
TEACHING, CHOOSING, TESTING = SIDES = ("teaching", "choosing", "testing")


@dataclass(frozen=True, eq=False)
class Boxed:
    """A photo with boxes of some of its products.

    Attributes
    ----------
    path : str
        Inside the pack.
    xyxy : ndarray of float32, shape (N, 4)
        In pixels of the photo. Other products in it have no box.
    group : str
        Photos of one series have one group.
    """

    path: str
    xyxy: np.ndarray
    group: str


def side(row: dict[str, str]) -> str:
    """Whether a packshot teaches (7 of 10 products), chooses (1) or tests (2); the pack's test side never teaches.

    Examples
    --------
    >>> side({"split": "val", "group": "a", "path": "a.jpg"})
    'testing'
    """
    if row["split"] == "val":
        return TESTING
    number = zlib.crc32(f"shelf {row['group'] or row['path']}".encode()) % 10
    return TEACHING if number < 7 else CHOOSING if number == 7 else TESTING


def packshot_rows(rows: Sequence[dict[str, str]], of_side: str) -> list[dict[str, str]]:
    """Rows of the manifest with packshots on white that a shelf may carry."""
    return [row for row in rows if row["block"] in PACKSHOT_BLOCKS and row["background"] == "white"
            and row["intent"] == "other" and not row["label"].startswith(NOT_ON_SHELVES) and side(row) == of_side]


def packshots(data: Path, of_side: str) -> list[Packshot]:
    """Products of one side, cut out; named by the path of their picture.

    Parameters
    ----------
    data : Path
        The picture pack.
    of_side : {"teaching", "choosing", "testing"}
    """
    found = []
    for row in packshot_rows(read_manifest(data), of_side):
        rgba = cut_out(read_rgb(data / row["path"]))
        if rgba is not None and (rgba[..., 3] > 127).mean() >= COMPACT:
            found.append(Packshot(row["path"], rgba))
    return found


def boxed(data: Path, of_side: str) -> list[Boxed]:
    """Photos of one side with boxes, at least one each.

    Parameters
    ----------
    data : Path
        The picture pack.
    of_side : {"teaching", "choosing", "testing"}
        `other/` never tests: its photos of the test side are of the same series as some that teach.
    """
    found = []
    for row in _boxed_rows(read_manifest(data)):
        its = TESTING if row["split"] == "val" else CHOOSING if is_dev(row) else TEACHING
        truth = true_boxes(data, row) if its == of_side else None
        if truth is not None and len(truth) and not (its == TESTING and row["block"] != "counter"):
            found.append(Boxed(row["path"], truth, row["group"]))
    return found


def empty(data: Path, of_side: str) -> list[str]:
    """Paths of pictures without any product: landscapes, animals, faces, textures."""
    return [row["path"] for row in read_manifest(data) if row["block"].startswith("negative")
            and row["label"].startswith(EMPTY) and side(row) == of_side]


def _boxed_rows(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    return (row for row in rows if row["block"] == "counter" or row["path"].startswith("other/jr_"))
