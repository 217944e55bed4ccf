"""What a job has stored of its pictures, as arrays; read once and kept for the next look."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.catalog import corrections
from core.explore.rows import StoredRow, stored_rows
from core.nouns.intent import INTENT_LABELS
from core.site import Site

JOBS_KEPT = 4
SMALL, LARGE = 500, 1000  # pixels of the longer side
DARK, BRIGHT = 85.0, 170.0  # mean brightness of the product, 0 to 255 in thirds
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Pictures:
    """The analyzed pictures of a job.

    Attributes
    ----------
    uris, picture_ids : tuple of str, length N
    scores : ndarray of float64, shape (N, 4)
        Over `INTENT_LABELS`, in [0, 1].
    top : ndarray of int64, shape (N,)
        The model's label, an index into `INTENT_LABELS`.
    truth : ndarray of int64, shape (N,)
        The label that a person's correction or else the shop's category says; -1 where nothing tells it.
    shop : ndarray of int64, shape (N,)
        The label that the shop's category means, whatever people said since.
    values : dict of str to tuple of str, each of length N
        Dimension of slices -> value of each picture; "" where it is not known.
    shoppable : ndarray of bool, shape (N,)
    categories : tuple of str, length N
        What the shop calls the product's kind; "" where it says nothing.
    corrected : int
        Pictures whose truth a person said.
    failed : int
        Pictures without a result; they are in no figure.
    """

    uris: tuple[str, ...]
    picture_ids: tuple[str, ...]
    scores: np.ndarray
    top: np.ndarray
    truth: np.ndarray
    shop: np.ndarray
    values: dict[str, tuple[str, ...]]
    shoppable: np.ndarray
    categories: tuple[str, ...]
    failed: int = 0
    corrected: int = 0

    def __len__(self) -> int:
        return len(self.uris)

    @property
    def known(self) -> np.ndarray:
        """Pictures whose label the shop says (ndarray of bool, shape (N,))."""
        known: np.ndarray = self.truth != UNKNOWN
        return known

    @property
    def wrong(self) -> np.ndarray:
        """Pictures whose label differs from the shop's (ndarray of bool, shape (N,))."""
        wrong: np.ndarray = self.known & (self.top != self.truth)
        return wrong

    @property
    def margin(self) -> np.ndarray:
        """Best score minus the second best (ndarray of float64, shape (N,), in [0, 1])."""
        ranked = np.sort(self.scores, axis=1)
        margin: np.ndarray = ranked[:, -1] - ranked[:, -2]
        return margin


class KeptPictures:
    """Pictures of jobs: `site.part(KeptPictures)`. Safe to share between threads; a job that goes on is read again."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._jobs: dict[str, tuple[int, Pictures]] = {}  # as the shop says

    def of(self, job_id: str) -> Pictures:
        """Pictures of a job so far; raises NotFound."""
        settled = self._site.store.job(job_id).settled
        with self._site.store.reading() as connection:
            said = corrections.counted(connection, "label")
        with self._lock:
            kept = self._jobs.pop(job_id, None)
            pictures = kept[1] if kept and kept[0] == settled else self._read(job_id)
            self._jobs[job_id] = (settled, pictures)  # the newest last
            while len(self._jobs) > JOBS_KEPT:
                self._jobs.pop(next(iter(self._jobs)))
        return with_corrections(pictures, said) if said else pictures

    def _read(self, job_id: str) -> Pictures:
        with self._site.store.reading() as connection:
            return from_rows(stored_rows(connection, job_id))


def with_corrections(pictures: Pictures, said: Mapping[str, str]) -> Pictures:
    """The same pictures; what a person said of one (`said`: picture id -> label) counts before the shop's label."""
    truth, corrected = pictures.shop.copy(), 0
    for row, picture_id in enumerate(pictures.picture_ids):
        if picture_id in said:
            truth[row] = INTENT_LABELS.index(said[picture_id])
            corrected += 1
    return replace(pictures, truth=truth, corrected=corrected)


def from_rows(rows: Iterable[StoredRow]) -> Pictures:
    """The pictures of stored rows; failures are counted only."""
    failed, kept = 0, []
    for row in rows:
        if row.error or len(row.scores) != len(INTENT_LABELS):
            failed += 1
            continue
        label = row.true_label
        truth = INTENT_LABELS.index(label) if label in INTENT_LABELS else UNKNOWN
        kept.append((row.uri, row.picture_id, row.scores, INTENT_LABELS.index(row.top_label), truth, _values(row),
                     row.shoppable, row.category))
    scores = np.array([item[2] for item in kept], np.float64).reshape(len(kept), len(INTENT_LABELS))
    names = tuple(_values(StoredRow("")))
    shop = np.array([item[4] for item in kept], np.int64)
    return Pictures(
        tuple(item[0] for item in kept), tuple(item[1] for item in kept), scores,
        np.array([item[3] for item in kept], np.int64), shop, shop,
        {name: tuple(item[5][name] for item in kept) for name in names}, np.array([item[6] for item in kept], bool),
        tuple(item[7] for item in kept), failed)


def size_class(side: int) -> str:
    """"small", "medium" or "large", by the longer side in pixels."""
    return "small" if side < SMALL else "medium" if side < LARGE else "large"


def _values(row: StoredRow) -> dict[str, str]:
    return {
        "kind": row.kind,
        "label": row.top_label,
        "size": size_class(row.side),
        "background": row.background,
        "brightness": _brightness(row.luma),
        "source": row.origin.rstrip("0123456789").rstrip(),
    }


def _brightness(luma: float | None) -> str:
    return "" if luma is None else "dark" if luma < DARK else "bright" if luma > BRIGHT else "medium"
