"""What a user can ask of this room: other thresholds on stored scores, and the flow of a job's pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import select

from core.catalog.tables import items
from core.errors import Misuse, NotFound
from core.nouns.analysis import KINDS, Analysis
from core.nouns.intent import INTENT_LABELS
from core.nouns.job import Job
from core.nouns.thresholds import THRESHOLD_NAMES, VERDICTS, Thresholds
from core.site import Site
from core.whatif.changes import Change, Curve, change_of, curve_of
from core.whatif.flow import Flow, flow_of, rows_of
from core.whatif.scores import KeptScores, Scores, from_analyses
from core.words.csv_cells import csv_bytes
from core.words.server_paths import without_paths

WITH_PICTURES = ("analyze", "audit")  # kinds of jobs whose items are analyzed pictures
COLUMNS = ("uri", "picture_id", "kind", "top_label", "verdict", "face_score", "person_score", "shoppable_score",
           "sensitive_score")


def stored_scores(site: Site, job_id: str, *, local: bool = True) -> Scores:
    """The scores that a job's analyses stored.

    Parameters
    ----------
    site : Site
    job_id : str
        Of an analysis or audit.
    local : bool
        False takes the server's folders out of the photos' names, for a visitor of another machine.

    Raises
    ------
    NotFound
        For an unknown job.
    Misuse
        For a job without analyzed pictures.
    """
    job = site.store.job(job_id)
    if job.kind not in WITH_PICTURES:
        raise Misuse("This job has no analyzed pictures.", "Choose an analysis or an audit.")
    scores = site.part(KeptScores).of(job_id)
    if not len(scores):
        raise NotFound("This job has no analyzed pictures yet.", "Wait until some are analyzed.")
    return scores if local else replace(
        scores, uris=without_paths(scores.uris, job.source, site.settings.data_dir))


def picture_scores(site: Site, picture_id: str) -> tuple[Analysis, Scores]:
    """The newest analysis of one picture, and its scores; raises NotFound."""
    analysis = site.store.analysis(picture_id)
    if analysis is None:
        raise NotFound("This picture was not analyzed here.", "Analyze it first.")
    return analysis, from_analyses(site.settings, [(1, analysis.uri, analysis.to_dict())])


def jobs_with(site: Site, picture_id: str) -> list[Job]:
    """The analyses and audits that show a picture, newest first."""
    with site.store.reading() as connection:
        query = select(items.c.job_id).where(items.c.picture_id == picture_id, items.c.shown == 1).distinct()
        ids = set(connection.execute(query).scalars())
    jobs = [site.store.job(job_id) for job_id in ids]
    return sorted((job for job in jobs if job.kind in WITH_PICTURES), key=lambda job: job.created, reverse=True)


def thresholds_of_text(scores: Scores, text: str) -> Thresholds:
    """Thresholds with changes written "face=0.9,person=0.4"; raises Misuse for an unknown name or a bad value."""
    values: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = part.partition("=")
        try:
            values[name.strip()] = float(value)
        except ValueError:
            raise Misuse(f"A threshold is written name=value, not {part[:60]!r}.",
                         f"Write, for example, face=0.9; names: {', '.join(THRESHOLD_NAMES)}.") from None
    return scores.thresholds.changed(values)


def change(scores: Scores, thresholds: Thresholds) -> Change:
    """Which photo types and verdicts other thresholds change; no model runs."""
    return change_of(scores, thresholds)


def curve(scores: Scores, thresholds: Thresholds, name: str = "shoppable") -> Curve | None:
    """Precision and recall of "shoppable" over one threshold; None where nobody said what the pictures are for."""
    return curve_of(scores, thresholds, name)


def flow(scores: Scores, thresholds: Thresholds | None = None) -> Flow:
    """How the pictures flow through the chain, by default at the thresholds that they were analyzed with."""
    return flow_of(scores, thresholds or scores.thresholds)


def selected(scores: Scores, selection: str, thresholds: Thresholds | None = None) -> np.ndarray:
    """Rows of the pictures in one step or link of the flow (ndarray of int64); raises Misuse for an unknown one."""
    return rows_of(scores, thresholds or scores.thresholds, selection)


def flow_csv(scores: Scores, rows: np.ndarray) -> bytes:
    """The pictures of some rows with stored photo type, verdict and scores (CSV, UTF-8 with BOM)."""
    stored = change_of(scores, scores.thresholds).verdict_before
    return csv_bytes(COLUMNS, ({
        "uri": scores.uris[row], "picture_id": scores.picture_ids[row], "kind": KINDS[scores.kind[row]],
        "top_label": INTENT_LABELS[scores.top[row]], "verdict": VERDICTS[stored[row]],
        "face_score": round(max(0.0, float(scores.face[row])), 4),
        "person_score": round(float(scores.person_low[row]), 4)
        if scores.person_low[row] == scores.person_high[row] else "",
        "shoppable_score": round(float(scores.shoppable_score[row]), 4),
        "sensitive_score": round(float(scores.sensitive_score[row]), 4)} for row in rows.tolist()))


def answer(site: Site, job_id: str, thresholds: str = "") -> dict[str, Any]:
    """What the command line and REST say of a job: the flow at these thresholds, and counts before and after.

    Parameters
    ----------
    site : Site
    job_id : str
        Of an analysis or audit.
    thresholds : str
        As `thresholds_of_text` takes them.
    """
    scores = stored_scores(site, job_id)
    new = thresholds_of_text(scores, thresholds)
    found = change_of(scores, new)
    return {"job_id": job_id, "pictures": len(scores), "thresholds_before": scores.thresholds.to_dict(),
            "thresholds": new.to_dict(), "changed": len(found.changed), "counts": found.counts(),
            "flow": flow_of(scores, new).to_dict()}


def named_job(site: Site, text: str) -> str:
    """The id of the one analysis or audit that begins with these digits; raises NotFound, or Misuse for several."""
    ids = [job.job_id for kind in WITH_PICTURES for job in site.store.jobs(kind) if job.job_id.startswith(text)]
    if not text or not ids:
        raise NotFound(f"There is no analysis or audit {text[:40]!r}.", "Its id stands in the address of its page.")
    if len(ids) > 1:
        raise Misuse(f"{len(ids)} jobs begin with {text[:40]!r}.", "Write more digits of the id.")
    return ids[0]
