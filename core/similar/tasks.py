"""What worker processes do for this room: compare one picture with the index, and build the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from core.catalog import pictures, vectors
from core.catalog.store import Store
from core.errors import MerchlensError
from core.explore.tasks import embed
from core.images.perceptual_hash import perceptual_hash
from core.models.manifest import Entry
from core.settings import Settings
from core.similar.index import NO_PAIRS, Index, current, open_index, write_index, write_pairs
from core.vision.embedding.whitening import Whitening, fit

BATCH = 500
ROWS = 256  # compared with all at a time
NEIGHBORS = 8  # of each picture that are looked at as duplicates
# Nearly the same picture: measured by benchmarks/similar.py, see docs/recognition.md.
NEAR, BITS, LEVELS = 0.6, 10, 12.0  # least cosine; most bits of the perceptual hash; most levels of color apart
TINY = 8  # pixels of the side on which colors are compared
Box = tuple[float, float, float, float]
Progress = Callable[[str, float], None]


def like_row(settings: Settings, folder: Path, picture_id: str, most: int) -> list[tuple[str, float]] | None:
    """The pictures most like one of the index, without itself; None where it is not in the index.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Of the index.
    picture_id : str
    most : int
        How many.
    """
    index = _index(folder)
    row = index.row(picture_id)
    if row is None:
        return None
    hits = _nearest(index, np.asarray(index.vectors[row:row + 1], np.float32), most + 1)
    return [hit for hit in hits if hit[0] != picture_id][:most]


def like_file(settings: Settings, folder: Path, file: tuple[str, str, Entry, Box | None], most: int
              ) -> list[tuple[str, float]]:
    """The pictures of the index most like a file.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Of the index.
    file : (path, picture_id, model, box)
        As for `core.explore.tasks.embed`.
    most : int
        How many.
    """
    index, (path, picture_id, model, box) = _index(folder), file
    vector = embed(settings, path, picture_id, model, box=box)
    return _nearest(index, index.whitening.of(vector[None]), most)


def build(settings: Settings, model: str, *, progress: Progress) -> int:
    """Build the index, or let it grow: what it holds already is neither read nor compared again.

    The whitening is made anew once the catalog has twice the pictures that it was made from.

    Parameters
    ----------
    settings : Settings
        Where catalog, pictures and index are.
    model : str
        Whose vectors.
    progress : callable
        Called with a sentence and the share of the work that is done.

    Returns
    -------
    int
        Pictures in the index.
    """
    with closing(Store(settings.database)) as catalog:
        with catalog.reading() as connection:
            picture_ids = vectors.ids_of(connection, model)
        progress("Reading what the model saw", 0.0)
        former = _former(settings.data_dir, model, len(picture_ids))
        if former is None:
            whitening = fit(values for _, values in _stored(catalog, picture_ids, model))
            former = Index(model, np.zeros(0, "S64"), np.zeros((0, _width(whitening)), np.float16), whitening,
                           len(picture_ids))
        wanted = set(picture_ids)
        kept = np.array([name.decode() in wanted for name in former.picture_ids.tolist()], bool)
        held = {name.decode() for name in former.picture_ids[kept].tolist()}
        progress("Whitening", 0.3)
        names, parts = list[str](), [np.asarray(former.vectors[kept])]
        for found, values in _stored(catalog, [name for name in picture_ids if name not in held], model):
            names += found
            parts.append(former.whitening.of(values).astype(np.float16))
    ids = np.concatenate([former.picture_ids[kept], np.array(names, "S64")])
    grown = Index(model, ids, np.concatenate(parts), former.whitening, former.fitted)
    folder = write_index(settings.data_dir, grown)
    new = _pairs(settings, open_index(folder), int(kept.sum()), progress)
    write_pairs(folder, np.concatenate([_moved(former.pairs, kept), new]))
    return len(ids)


def _former(data_dir: Path, model: str, count: int) -> Index | None:
    """The index that can grow; None where there is none of this model, or its whitening is too old."""
    try:
        folder = current(data_dir)
        index = open_index(folder) if folder else None
    except MerchlensError:  # made anew
        return None
    return index if index is not None and index.model == model and count < 2 * index.fitted else None


def _stored(catalog: Store, picture_ids: list[str], model: str) -> Iterator[tuple[list[str], np.ndarray]]:
    for start in range(0, len(picture_ids), BATCH):
        with catalog.reading() as connection:
            found = vectors.of_pictures(connection, picture_ids[start:start + BATCH], model)
        if found:
            yield list(found), np.stack(list(found.values()))


def _width(whitening: Whitening) -> int:
    return whitening.directions.shape[1] or len(whitening.mean)


def _nearest(index: Index, query: np.ndarray, most: int) -> list[tuple[str, float]]:
    if not len(index) or most < 1:
        return []
    rows, scores = index.nearest(query, most)
    return [(index.picture_ids[row].decode(), float(score))
            for row, score in zip(rows[0].tolist(), scores[0].tolist(), strict=True) if row >= 0]


def _moved(pairs: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Pairs of rows that are still there, by their new rows."""
    if not len(pairs):
        return pairs
    place = np.cumsum(kept) - 1
    pairs = pairs[kept[pairs["first"]] & kept[pairs["second"]]].copy()
    pairs["first"], pairs["second"] = place[pairs["first"]], place[pairs["second"]]
    return pairs


def _pairs(settings: Settings, index: Index, start: int, progress: Progress) -> np.ndarray:
    """Pairs of nearly the same picture of which at least one stands in row `start` or behind it."""
    found, looks = dict[tuple[int, int], tuple[float, int]](), _Looks(settings.data_dir)
    for first in range(start, len(index), ROWS):
        progress("Looking for duplicates", 0.4 + 0.6 * (first - start) / max(1, len(index) - start))
        rows, scores = index.nearest(np.asarray(index.vectors[first:first + ROWS], np.float32), NEIGHBORS + 1)
        for place, other in zip(*np.nonzero(scores >= NEAR), strict=True):
            one, two = sorted((first + int(place), int(rows[place, other])))
            pair = one, two
            if one != two and pair not in found:
                bits = looks.differ(*(index.picture_ids[row].decode() for row in pair))
                if bits is not None:
                    found[pair] = float(scores[place, other]), bits
    return np.array([(*pair, *facts) for pair, facts in sorted(found.items())], NO_PAIRS.dtype)


class _Looks:
    """Thumbnails as hashes and tiny copies, the latest thousands kept."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._look = lru_cache(maxsize=20_000)(self._read)

    def differ(self, first: str, second: str) -> int | None:
        """Bits in which the hashes differ; None for pictures that are not nearly the same, or have no file."""
        one, other = self._look(first), self._look(second)
        if one is None or other is None:
            return None
        bits = int.bit_count(one[0] ^ other[0])
        apart = float(np.abs(one[1] - other[1]).mean())
        return bits if bits <= BITS and apart <= LEVELS else None

    def _read(self, picture_id: str) -> tuple[int, np.ndarray] | None:
        try:
            path = pictures.thumbnail(self._data_dir, picture_id)
        except MerchlensError:
            return None
        image = cv2.imread(str(path))  # written by ourselves
        if image is None:
            return None
        hashed = perceptual_hash(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
        tiny = cv2.resize(image, (TINY, TINY), interpolation=cv2.INTER_AREA).astype(np.float32)
        return int(hashed or "0", 16), tiny


@lru_cache(maxsize=1)
def _index(folder: Path) -> Index:
    """Kept until another index is asked for."""
    return open_index(folder)

