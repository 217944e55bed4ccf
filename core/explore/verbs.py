"""What a user can ask of this room: figures of a job's pictures from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from core.errors import Misuse
from core.explore.figures import Reliability, confusion_of, reliability_of
from core.explore.pictures import KeptPictures, Pictures
from core.explore.slices import Slice, slices_of
from core.nouns.intent import CLOSE_CALL, INTENT_LABELS
from core.nouns.job import ACTIVE
from core.site import Site
from core.words.csv_cells import csv_bytes
from core.words.server_paths import without_paths

WITH_PICTURES = ("analyze", "audit")  # kinds of jobs whose items are analyzed pictures


def stored_pictures(site: Site, job_id: str, *, local: bool = True) -> Pictures:
    """The pictures of an analysis or audit so far.

    Parameters
    ----------
    site : Site
    job_id : str
    local : bool
        False takes the server's folders out of the photos' names, for a visitor of another machine.

    Returns
    -------
    Pictures

    Raises
    ------
    NotFound, Misuse
        An unknown job; one of another kind.
    """
    job = site.store.job(job_id)
    if job.kind not in WITH_PICTURES:
        raise Misuse("This job has no analyzed pictures.", "Choose an analysis or an audit.")
    pictures = site.part(KeptPictures).of(job_id)
    return pictures if local else replace(
        pictures, uris=without_paths(pictures.uris, job.source, site.settings.data_dir))


def reliability(pictures: Pictures) -> Reliability | None:
    """How well scores predict that labels are right; None where the shop says nothing."""
    known = pictures.known
    return reliability_of(pictures.scores.max(axis=1)[known], ~pictures.wrong[known]) if known.any() else None


def slices(pictures: Pictures) -> tuple[str, list[Slice]]:
    """Slices where the model does worse.

    Returns
    -------
    measure : {"wrong", "close"}
        "wrong" is the share of labels that differ from the shop's, over the pictures where it says one; where it says
        none, "close" is the share whose two best scores are nearer than 0.1, which is no error rate.
    slices : list of Slice
    """
    if not pictures.known.any():
        return "close", slices_of(pictures.values, _counted(pictures))
    rows = np.flatnonzero(pictures.known)
    values = {name: [column[row] for row in rows] for name, column in pictures.values.items()}
    return "wrong", slices_of(values, pictures.wrong[rows])


def slice_rows(pictures: Pictures, dimension: str, value: str) -> np.ndarray:
    """Rows of a slice that its rate counts, the highest best score first (ndarray of int64)."""
    inside = np.array(pictures.values[dimension], dtype=str) == value
    rows = np.flatnonzero(inside & _counted(pictures))
    order: np.ndarray = rows[np.argsort(-pictures.scores.max(axis=1)[rows], kind="stable")]
    return order


def _counted(pictures: Pictures) -> np.ndarray:
    counted: np.ndarray = pictures.wrong if pictures.known.any() else pictures.margin < CLOSE_CALL
    return counted


def hardest(pictures: Pictures) -> np.ndarray:
    """Rows by the distance of the two best scores, the closest first (ndarray of int64)."""
    return np.argsort(pictures.margin, kind="stable")


def surprising(pictures: Pictures) -> np.ndarray:
    """Rows whose label differs from the shop's, the highest score first (ndarray of int64)."""
    rows = np.flatnonzero(pictures.wrong)
    order: np.ndarray = rows[np.argsort(-pictures.scores.max(axis=1)[rows], kind="stable")]
    return order


def answer(site: Site, job_id: str) -> dict[str, Any]:
    """What the command line and REST say of a job: confusion, reliability, slices."""
    job, pictures = site.store.job(job_id), stored_pictures(site, job_id)
    calibration = reliability(pictures)
    measure, rows = slices(pictures)
    return {"job_id": job_id, "partial": job.state in ACTIVE, "pictures": len(pictures), "failed": pictures.failed,
            "known": int(pictures.known.sum()), "wrong": int(pictures.wrong.sum()),
            "corrected": pictures.corrected,
            "confusion": {"labels": list(INTENT_LABELS), "counts": confusion_of(pictures.truth, pictures.top).tolist()},
            "reliability": asdict(calibration) if calibration else None,
            "slices": {"measure": measure, "rows": [{**asdict(row), "difference": row.difference, "worse": row.worse}
                                                    for row in rows]}}


def tables(pictures: Pictures) -> dict[str, bytes]:
    """File name -> CSV (UTF-8 with BOM): confusion, reliability, slices and pictures."""
    counts = confusion_of(pictures.truth, pictures.top).tolist()
    calibration = reliability(pictures)
    measure, found = slices(pictures)
    bins = [{"low": part.low, "high": part.high, "confidence": part.confidence, "right": part.right.hits,
             "pictures": part.right.count} for part in (calibration.bins if calibration else ())]
    return {
        "confusion.csv": csv_bytes(("shop", *INTENT_LABELS), (
            {"shop": name, **dict(zip(INTENT_LABELS, row, strict=True))}
            for name, row in zip(INTENT_LABELS, counts, strict=True))),
        "reliability.csv": csv_bytes(("low", "high", "confidence", "right", "pictures"), bins),
        "slices.csv": csv_bytes(("measure", "dimension", "value", "hits", "pictures", "rate", "difference", "low",
                                 "high", "p_value"), (_slice_row(measure, row) for row in found)),
        "pictures.csv": csv_bytes(("uri", "picture_id", "shop", "label", "score", "margin"),
                                  _picture_rows(pictures)),
    }


def _slice_row(measure: str, row: Slice) -> Mapping[str, Any]:
    return {"measure": measure, "dimension": row.dimension, "value": row.value, "hits": row.inside.hits,
            "pictures": row.inside.count, "rate": row.inside.share, "difference": row.difference, "low": row.low,
            "high": row.high, "p_value": row.p_value}


def _picture_rows(pictures: Pictures) -> Iterable[Mapping[str, Any]]:
    margin = pictures.margin
    for row in hardest(pictures).tolist():
        truth = int(pictures.truth[row])
        yield {"uri": pictures.uris[row], "picture_id": pictures.picture_ids[row],
               "shop": INTENT_LABELS[truth] if truth >= 0 else "", "label": INTENT_LABELS[pictures.top[row]],
               "score": round(float(pictures.scores[row].max()), 4), "margin": round(float(margin[row]), 4)}
