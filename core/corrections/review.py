"""The review queue of a set: photos whose label, or whether their goods are restricted, is in doubt, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from core import cards, explore
from core.catalog import corrections as kept
from core.catalog.tables import items, results
from core.models.manifest import Manifest
from core.nouns.intent import CLOSE_CALL, INTENT_LABELS
from core.nouns.label_set import SensitiveCoverage, SetCoverage
from core.site import Site

REASONS = ("mismatch", "set", "close", "sensitive")


@dataclass(frozen=True)
class Doubt:
    """One photo in the queue.

    Attributes
    ----------
    picture_id, uri : str
    label : str
        The model's.
    scores : tuple of float
        Over `INTENT_LABELS`.
    shop : str
        The label that the shop's category means; "" where nothing tells it.
    reasons : tuple of str
        Of `REASONS`: the shop says another label; more than one label remains possible; the two best scores are nearer
        than 0.1; both yes and no remain possible for *sensitive*.
    said : str
        What a person says it is; "" until somebody has looked.
    sensitive : float
        The sensitive score.
    said_sensitive : str
        "yes" or "no" where a person says so.
    """

    picture_id: str
    uri: str
    label: str
    scores: tuple[float, ...]
    shop: str
    reasons: tuple[str, ...]
    said: str
    sensitive: float = 0.0
    said_sensitive: str = ""

    @property
    def settled(self) -> bool:
        """Whether people have answered all that is in doubt."""
        return all(self.said_sensitive if reason == "sensitive" else self.said for reason in self.reasons)


def queue(site: Site, job_id: str) -> list[Doubt]:
    """The photos of an analysis or audit whose label is in doubt, each once.

    Those that the shop calls otherwise come first, the surest of the model's labels before the others; then the rest,
    the closest call first; last those that are in doubt for *sensitive* alone. A review changes neither the order nor
    which photos are in the queue.

    Raises
    ------
    NotFound, Misuse
        Unknown job, or one without analyzed pictures.
    """
    pictures = explore.stored_pictures(site, job_id)
    if not len(pictures):
        return []
    margin = pictures.margin
    mismatch = (pictures.shop != explore.UNKNOWN) & (pictures.top != pictures.shop)
    several = (pictures.scores >= _set_threshold(site, pictures)).sum(axis=1) > 1
    sensitive = _sensitive_scores(site, job_id)
    scores = np.array([sensitive.get(picture_id, 0.0) for picture_id in pictures.picture_ids])
    sets, _ = cards.sensitive_sets(site, pictures.picture_ids[0])
    both = np.array([sets is not None and len(sets.answers(score)) > 1 for score in scores.tolist()], bool)
    doubts = np.stack([mismatch, several, margin < CLOSE_CALL, both])
    order = np.lexsort((np.where(mismatch, -pictures.scores.max(axis=1), margin), ~mismatch, ~doubts[:3].any(axis=0)))
    with site.store.reading() as connection:
        said, said_sensitive = (kept.counted(connection, name) for name in ("label", "sensitive"))
    rows: dict[str, int] = {}
    for row in order.tolist():
        if doubts[:, row].any():
            rows.setdefault(pictures.picture_ids[row], row)
    return [_doubt(pictures, row, tuple(name for name, is_so in zip(REASONS, doubts[:, row], strict=True) if is_so),
                   (said.get(picture_id, ""), float(scores[row]), said_sensitive.get(picture_id, "")))
            for picture_id, row in rows.items()]


def _sensitive_scores(site: Site, job_id: str) -> dict[str, float]:
    """Picture id -> sensitive score, of all analyzed pictures of a job."""
    query = (select(items.c.picture_id, results.c.sensitive_score)
             .select_from(items.join(results, results.c.result_id == items.c.result_id))
             .where(items.c.job_id == job_id))
    with site.store.reading() as connection:
        return {row.picture_id: row.sensitive_score for row in connection.execute(query)}


def _doubt(pictures: explore.Pictures, row: int, reasons: tuple[str, ...], said: tuple[str, float, str]) -> Doubt:
    shop = int(pictures.shop[row])
    return Doubt(pictures.picture_ids[row], pictures.uris[row], INTENT_LABELS[pictures.top[row]],
                 tuple(pictures.scores[row].tolist()), "" if shop == explore.UNKNOWN else INTENT_LABELS[shop],
                 reasons, *said)


def queue_coverage(site: Site, job_id: str) -> tuple[SetCoverage, SensitiveCoverage]:
    """How often the sets by which the queue is made hold the true label, and the true answer for *sensitive*; errors
    as of `queue`."""
    pictures = explore.stored_pictures(site, job_id)
    if not len(pictures):
        return SetCoverage(), SensitiveCoverage()
    return cards.set_coverage(site, pictures.picture_ids[0]), cards.sensitive_sets(site, pictures.picture_ids[0])[1]


def _set_threshold(site: Site, pictures: explore.Pictures) -> float:
    """From which score on a label stays possible; above 1 where the set's model has no calibrated label sets."""
    analysis = site.store.analysis(pictures.picture_ids[0])
    entry = Manifest.read(site.settings.models_dir).entries.get(analysis.models.get("intent", "")) if analysis else None
    return entry.label_sets.threshold if entry and entry.label_sets else 2.0
