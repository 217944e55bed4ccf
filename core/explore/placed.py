"""Pictures of a set with their places on its map: what they are colored by, a choice of them, and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.explore.maps import PictureMap
from core.explore.pictures import UNKNOWN, Pictures
from core.nouns.intent import INTENT_LABELS
from core.words.csv_cells import csv_bytes

FACTS = ("label", "score", "verdict", "agreement", "shop", "category", "kind", "background", "brightness", "size",
         "source")
COLUMNS = ("uri", "picture_id", "x", "y", "label", "score", "verdict", "shop", "category", "kind", "background",
           "brightness", "size")
DRAWN_MOST = 20_000  # points that a browser is sent
LONE = 8  # of the 10 neighbors


class Lone(NamedTuple):
    """A picture of one label among pictures of another.

    Attributes
    ----------
    row : int
        Of `Pictures`.
    label : int
        Of its neighbors, an index into `INTENT_LABELS`.
    neighbors : int
        How many of the 10 have it.
    """

    row: int
    label: int
    neighbors: int


@dataclass(frozen=True, eq=False)
class Placed:
    """The pictures of a set that have a place on its map.

    Attributes
    ----------
    pictures : Pictures
        Of the whole set.
    rows : ndarray of int64, shape (M,)
        Rows of `pictures` that have a place.
    places : ndarray of float32, shape (M, 2)
        Across and up.
    method : {"t-sne", "pca"}
    """

    pictures: Pictures
    rows: np.ndarray
    places: np.ndarray
    method: str

    def __len__(self) -> int:
        return len(self.rows)

    def facts(self) -> list[str]:
        """Those of `FACTS` of which some picture has a value."""
        return [name for name in FACTS if name == "score" or any(self.values(name))]

    def values(self, fact: str) -> list[str]:
        """One of `FACTS` but "score" for each picture with a place; "" where it is not known."""
        pictures = self.pictures
        if fact == "verdict":
            return ["shoppable" if pictures.shoppable[row] else "not_shoppable" for row in self.rows.tolist()]
        if fact == "agreement":
            return [("differs" if pictures.wrong[row] else "agrees") if known else ""
                    for row, known in zip(self.rows.tolist(), pictures.known[self.rows].tolist(), strict=True)]
        if fact == "shop":
            return [INTENT_LABELS[place] if place != UNKNOWN else "" for place in pictures.shop[self.rows].tolist()]
        column = pictures.categories if fact == "category" else pictures.values[fact]
        return [column[row] for row in self.rows.tolist()]

    def scores(self) -> np.ndarray:
        """The best score of each picture with a place (ndarray of float64, shape (M,), in [0, 1])."""
        best: np.ndarray = self.pictures.scores.max(axis=1)[self.rows]
        return best

    def inside(self, outline: Sequence[tuple[float, float]]) -> np.ndarray:
        """Which pictures lie inside an outline.

        Parameters
        ----------
        outline : sequence of (float, float)
            Corners in order, in the map's own units; the last is joined to the first.

        Returns
        -------
        ndarray of int64
            Rows of `pictures`.
        """
        if len(outline) < 3:
            return np.zeros(0, np.int64)
        from matplotlib.path import Path

        chosen: np.ndarray = self.rows[Path(outline).contains_points(self.places)]
        return chosen

    def drawn(self) -> np.ndarray:
        """Indices of at most 20,000 pictures to draw, every k-th one (ndarray of int64)."""
        return np.arange(0, len(self), max(1, -(-len(self) // DRAWN_MOST)))

    def csv(self, rows: np.ndarray | None = None) -> bytes:
        """The pictures of some rows of `pictures`, of all with a place by default (CSV, UTF-8 with BOM)."""
        return csv_bytes(COLUMNS, self.points(rows))

    def points(self, rows: np.ndarray | None = None) -> list[dict[str, object]]:
        """`COLUMNS` of the pictures of some rows, of all with a place by default."""
        names = [name for name in COLUMNS[4:] if name != "score"]
        columns, scores = {name: self.values(name) for name in names}, self.scores()
        chosen = range(len(self)) if rows is None else np.flatnonzero(np.isin(self.rows, rows)).tolist()
        return [{"uri": self.pictures.uris[self.rows[at]], "picture_id": self.pictures.picture_ids[self.rows[at]],
                 "x": round(float(self.places[at, 0]), 4), "y": round(float(self.places[at, 1]), 4),
                 "score": round(float(scores[at]), 4)} | {name: columns[name][at] for name in names}
                for at in chosen]


def placed(pictures: Pictures, picture_map: PictureMap) -> Placed:
    """Match the pictures of a set with its map; a picture that the set shows twice is placed twice."""
    where = {picture_id: place for place, picture_id in enumerate(picture_map.picture_ids)}
    found = [(row, where[picture_id]) for row, picture_id in enumerate(pictures.picture_ids) if picture_id in where]
    rows = np.array([row for row, _ in found], np.int64)
    return Placed(pictures, rows, picture_map.places[[place for _, place in found]], picture_map.method)


def lone_among(pictures: Pictures, picture_map: PictureMap) -> list[Lone]:
    """Pictures of which at least 8 of 10 neighbors share a label that is not theirs, the most neighbors first.

    A label is what a person or the shop says, else the model's. Of several rows of one picture the first counts.
    """
    first: dict[str, int] = {}
    for row, picture_id in enumerate(pictures.picture_ids):
        first.setdefault(picture_id, row)
    rows = np.array([first.get(picture_id, UNKNOWN) for picture_id in picture_map.picture_ids], np.int64)
    if not picture_map.neighbors.size or not (rows >= 0).any():
        return []
    labels = np.where(pictures.known, pictures.truth, pictures.top)[rows]
    labels[rows < 0] = UNKNOWN
    around = labels[picture_map.neighbors]
    shares = np.stack([(around == label).sum(axis=1) for label in range(len(INTENT_LABELS))], axis=1)
    label, most = shares.argmax(axis=1), shares.max(axis=1)
    chosen = np.flatnonzero((rows >= 0) & (most >= LONE) & (label != labels))
    order = chosen[np.argsort(-most[chosen], kind="stable")].tolist()
    return [Lone(int(rows[at]), int(label[at]), int(most[at])) for at in order]
