"""The review queue of a set: photos whose label is in doubt, with the reason and what a person said since."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import cards, explore
from core.catalog import corrections as kept
from core.models.manifest import Manifest
from core.nouns.intent import CLOSE_CALL, INTENT_LABELS
from core.nouns.label_set import SetCoverage
from core.site import Site

REASONS = ("mismatch", "set", "close")


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
        than 0.1.
    said : str
        What a person says it is; "" until somebody has looked.
    """

    picture_id: str
    uri: str
    label: str
    scores: tuple[float, ...]
    shop: str
    reasons: tuple[str, ...]
    said: str


def queue(site: Site, job_id: str) -> list[Doubt]:
    """The photos of an analysis or audit whose label is in doubt, each once.

    Those that the shop calls otherwise come first, the surest of the model's labels before the others; then the rest,
    the closest call first. A review changes neither the order nor which photos are in the queue.

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
    doubts = np.stack([mismatch, several, margin < CLOSE_CALL])
    order = np.lexsort((np.where(mismatch, -pictures.scores.max(axis=1), margin), ~mismatch))
    with site.store.reading() as connection:
        said = kept.counted(connection, "label")
    rows: dict[str, int] = {}
    for row in order.tolist():
        if doubts[:, row].any():
            rows.setdefault(pictures.picture_ids[row], row)
    return [_doubt(pictures, row, tuple(name for name, is_so in zip(REASONS, doubts[:, row], strict=True) if is_so),
                   said.get(picture_id, "")) for picture_id, row in rows.items()]


def _doubt(pictures: explore.Pictures, row: int, reasons: tuple[str, ...], said: str) -> Doubt:
    shop = int(pictures.shop[row])
    return Doubt(pictures.picture_ids[row], pictures.uris[row], INTENT_LABELS[pictures.top[row]],
                 tuple(pictures.scores[row].tolist()), "" if shop == explore.UNKNOWN else INTENT_LABELS[shop],
                 reasons, said)


def queue_coverage(site: Site, job_id: str) -> SetCoverage:
    """How often the label sets hold the true label by which the queue of a set is made; errors as of `queue`."""
    pictures = explore.stored_pictures(site, job_id)
    return cards.set_coverage(site, pictures.picture_ids[0]) if len(pictures) else SetCoverage()


def _set_threshold(site: Site, pictures: explore.Pictures) -> float:
    """From which score on a label stays possible; above 1 where the set's model has no calibrated label sets."""
    analysis = site.store.analysis(pictures.picture_ids[0])
    entry = Manifest.read(site.settings.models_dir).entries.get(analysis.models.get("intent", "")) if analysis else None
    return entry.label_sets.threshold if entry and entry.label_sets else 2.0
