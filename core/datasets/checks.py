"""What is wrong with a dataset: pictures with two labels, near duplicates across splits, and labels to doubt."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
from sqlalchemy import select

from core.catalog.tables import results
from core.datasets.confident_learning import label_errors
from core.images.near_duplicates import near_duplicates
from core.nouns.dataset import Dataset, LabelError, Sample
from core.nouns.intent import INTENT_LABELS
from core.site import Site

_PAGE = 500


def two_labels(samples: Iterable[Sample]) -> tuple[tuple[str, ...], ...]:
    """Paths of each picture that has several labels, or boxes that differ."""
    by_picture: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_picture[sample.picture_id].append(sample)
    return tuple(_paths(group) for group in by_picture.values()
                 if len({(sample.label, sample.boxes) for sample in group}) > 1)


def look_alikes(samples: tuple[Sample, ...]) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Groups of near duplicates that stand in several splits, and those that have several labels.

    Returns
    -------
    leaks, near_labels : tuple of tuple of str
        Paths. One picture with two labels is no near duplicate: it is among `two_labels`.
    """
    groups = [[samples[row] for row in rows] for rows in near_duplicates([sample.hash for sample in samples])]

    def those(differ: Callable[[Sample], str], *, pictures: int) -> tuple[tuple[str, ...], ...]:
        return tuple(_paths(group) for group in groups if len(set(map(differ, group))) > 1
                     and len({sample.picture_id for sample in group}) >= pictures)

    return those(lambda sample: sample.split, pictures=1), those(lambda sample: sample.label, pictures=2)


def doubted(site: Site, dataset: Dataset) -> tuple[tuple[LabelError, ...], int]:
    """Labels that are probably wrong by confident learning, from the newest stored scores of each picture.

    Returns
    -------
    errors : tuple of LabelError
        The surest first.
    scored : int
        Samples that were looked at: those of an intent label whose picture was analyzed here.
    """
    samples = [sample for sample in dataset.samples if sample.label in INTENT_LABELS]
    stored = _scores(site, [sample.picture_id for sample in samples])
    samples = [sample for sample in samples if sample.picture_id in stored]
    scores = np.array([stored[sample.picture_id] for sample in samples], np.float64).reshape(-1, len(INTENT_LABELS))
    labels = np.array([INTENT_LABELS.index(sample.label) for sample in samples], np.int64)
    rows, suggested = label_errors(scores, labels)
    return tuple(LabelError(samples[row].picture_id, samples[row].path, samples[row].label, INTENT_LABELS[label],
                            round(float(scores[row, label]), 4))
                 for row, label in zip(rows.tolist(), suggested.tolist(), strict=True)), len(samples)


def _scores(site: Site, picture_ids: list[str]) -> dict[str, list[float]]:
    stored: dict[str, list[float]] = {}
    for start in range(0, len(picture_ids), _PAGE):
        query = (select(results.c.picture_id, results.c.scores).order_by(results.c.result_id)
                 .where(results.c.picture_id.in_(picture_ids[start:start + _PAGE])))
        with site.store.reading() as connection:
            stored.update((row.picture_id, json.loads(row.scores)) for row in connection.execute(query))
    return {picture_id: scores for picture_id, scores in stored.items() if len(scores) == len(INTENT_LABELS)}


def _paths(samples: Iterable[Sample]) -> tuple[str, ...]:
    return tuple(sorted(sample.path for sample in samples))
