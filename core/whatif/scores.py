"""The scores that a job's analyses stored, as arrays; read once and kept for the next look."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, select

from core.catalog.tables import corrections, item_facts, items, results
from core.models.manifest import Manifest
from core.models.store import BARE_THRESHOLDS
from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD
from core.nouns.role import ROLE
from core.nouns.thresholds import Thresholds, is_face, is_person, is_shoppable
from core.settings import Settings
from core.site import Site

ROUNDING = 1e-4  # scores are stored with four decimals
JOBS_KEPT = 8
BATCH = 5000  # analyses read at once
ABSENT = -1.0  # score of a face where there is no candidate: below every threshold
# What the source or a person says a photo is for -> whether it sells something. Roles that the chain itself inferred
# from its own scores ("person") count only where a person gave them.
SAID_BY_SOURCE = {"product": 1, "banner": 0, "icon": 0}
SAID_BY_PERSON = {**SAID_BY_SOURCE, "person": 0, "content": 0}


@dataclass(frozen=True, eq=False)
class Scores:
    """What decides photo type and verdict, for each analyzed picture of a set.

    Attributes
    ----------
    thresholds : Thresholds
        Those that the stored verdicts were made with.
    numbers : ndarray of int64, shape (N,)
        Of the item in its job.
    uris, picture_ids : tuple of str
    face : ndarray of float64, shape (N,)
        Second-look score of the best face candidate, accepted or refused; `ABSENT` without a candidate.
    person_low, person_high : ndarray of float64, shape (N,)
        The best person candidate scores in this range; both equal where its score is stored. Where a face decided,
        only scores at or above the threshold are stored; the short cascade stores none.
    shoppable_score, sensitive_score : ndarray of float64, shape (N,)
        In [0, 1].
    kind : ndarray of int8, shape (N,)
        Stored photo type, an index into `KINDS`.
    shoppable : ndarray of bool, shape (N,)
        Stored verdict.
    top : ndarray of int8, shape (N,)
        Top label, an index into `INTENT_LABELS`.
    truth : ndarray of int8, shape (N,)
        1 where the source or a person says that the picture shows something for sale, 0 where they say it does not,
        -1 where nobody says.
    """

    thresholds: Thresholds
    numbers: np.ndarray
    uris: tuple[str, ...]
    picture_ids: tuple[str, ...]
    face: np.ndarray
    person_low: np.ndarray
    person_high: np.ndarray
    shoppable_score: np.ndarray
    sensitive_score: np.ndarray
    kind: np.ndarray
    shoppable: np.ndarray
    top: np.ndarray
    truth: np.ndarray

    def __len__(self) -> int:
        return len(self.uris)


class KeptScores:
    """Scores of jobs: `site.part(KeptScores)`. Safe to share between threads; a job that goes on is read again."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._jobs: dict[str, tuple[tuple[int, int], Scores]] = {}

    def of(self, job_id: str) -> Scores:
        """Scores of a job's pictures so far; raises NotFound."""
        job = self._site.store.job(job_id)
        with self._site.store.reading() as connection:
            newest = connection.execute(select(corrections.c.correction_id).order_by(
                corrections.c.correction_id.desc()).limit(1)).scalar() or 0
        state = (job.settled, newest)
        with self._lock:
            kept = self._jobs.pop(job_id, None)
            scores = kept[1] if kept and kept[0] == state else _read(self._site, job_id)
            self._jobs[job_id] = (state, scores)  # the newest last
            while len(self._jobs) > JOBS_KEPT:
                self._jobs.pop(next(iter(self._jobs)))
            return scores


def _read(site: Site, job_id: str) -> Scores:
    with site.store.reading() as connection:
        query = (select(items.c.number, items.c.uri, results.c.analysis)
                 .select_from(items.join(results, results.c.result_id == items.c.result_id))
                 .where(items.c.job_id == job_id, items.c.shown == 1, items.c.error == "").order_by(items.c.number))
        scores = from_analyses(site.settings, _analyses(connection, query))
        of_job = (item_facts.c.job_id == job_id, item_facts.c.name == ROLE)
        roles = {row.number: row.value for row in
                 connection.execute(select(item_facts.c.number, item_facts.c.value).where(*of_job))}
        moved = set(connection.execute(select(corrections.c.picture_id).where(corrections.c.name == ROLE)).scalars())
    truth = [(SAID_BY_PERSON if picture_id in moved else SAID_BY_SOURCE).get(roles.get(number, ""), -1)
             for number, picture_id in zip(scores.numbers.tolist(), scores.picture_ids, strict=True)]
    return replace(scores, truth=np.array(truth, np.int8))


def _analyses(connection: Connection, query: Select[Any]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Number, address and analysis; texts are read many at a time, and let go of before the next ones."""
    for part in connection.execution_options(yield_per=BATCH).execute(query).partitions():
        read = json.loads(f"[{','.join(row.analysis for row in part)}]")
        yield from ((row.number, row.uri, values) for row, values in zip(part, read, strict=True))


def from_analyses(settings: Settings, rows: Iterable[tuple[int, str, Mapping[str, Any]]]) -> Scores:
    """Scores of analyses.

    Parameters
    ----------
    settings : Settings
        Says where the models are.
    rows : iterable of (int, str, mapping)
        Number, address, and the analysis as `Analysis.to_dict` writes it.
    """
    numbers, uris, picture_ids, values_of = [], [], [], []
    thresholds = None
    for number, uri, values in rows:
        thresholds = thresholds or _thresholds(settings, values["models"])
        numbers.append(number)
        uris.append(uri)
        picture_ids.append(values["picture_id"])
        values_of.append(_row(values, thresholds.person))
    thresholds = thresholds or _thresholds(settings, {})
    table = np.array(values_of, np.float64).reshape(len(numbers), 9)
    face, low, high, score, sensitive = (column.copy() for column in table[:, :5].T)
    kind, shoppable, top = table[:, 5].astype(np.int8), table[:, 6] > 0, table[:, 7].astype(np.int8)
    _undo_rounding(face, is_face, thresholds.face, expected=kind == 0)
    exact = low == high
    for person in (low, high):
        _undo_rounding(person, is_person, thresholds.person, expected=table[:, 8] > 0, only=exact)
    _undo_rounding_of_rule(score, sensitive, thresholds, expected=shoppable)
    return Scores(thresholds, np.array(numbers, np.int64), tuple(uris), tuple(picture_ids), face, low, high, score,
                  sensitive, kind, shoppable, top, np.full(len(numbers), -1, np.int8))


def _row(values: Mapping[str, Any], person_threshold: float) -> tuple[float, ...]:
    decided, intent = values["decided_by"], values["intent"]
    faces = [*values["faces"]["scores"][:1], *(refused["score"] for refused in decided["refused"])]
    persons = values["persons"]
    if persons is None:
        low, high = 0.0, 1.0
    elif persons["scores"]:
        low = high = persons["scores"][0]
    elif decided["stage"] == "none":
        low = high = decided["score"]
    else:
        low, high = 0.0, float(np.nextafter(person_threshold, 0))
    return (max(faces, default=ABSENT), low, high, intent["shoppable_score"], intent["sensitive_score"],
            KINDS.index(values["kind"]), intent["shoppable"], INTENT_LABELS.index(intent["top"]),
            bool(persons and persons["scores"]))


def _undo_rounding(scores: np.ndarray, passes: Callable[[Any, float], Any], threshold: float, *,
                   expected: np.ndarray, only: np.ndarray | bool = True) -> None:
    """Move scores that rounding carried over their threshold back to the side where the chain saw them."""
    above, below = np.nextafter(threshold, 1), np.nextafter(threshold, -1)
    high = threshold if passes(threshold, threshold) else above
    low = below if passes(threshold, threshold) else threshold
    wrong = (passes(scores, threshold) != expected) & (np.abs(scores - threshold) <= ROUNDING) & only
    scores[wrong] = np.where(expected[wrong], high, low)


def _undo_rounding_of_rule(score: np.ndarray, sensitive: np.ndarray, thresholds: Thresholds, *,
                           expected: np.ndarray) -> None:
    """The same for the browser's rule, which compares two scores."""
    at, limit = thresholds.shoppable, thresholds.sensitive
    wrong = is_shoppable(score, sensitive, shoppable=at, limit=limit) != expected
    near, near_limit = np.abs(score - at) <= ROUNDING, np.abs(sensitive - limit) <= ROUNDING
    score[wrong & expected & near] = np.maximum(score, np.nextafter(at, 1))[wrong & expected & near]
    sensitive[wrong & expected & near_limit] = np.minimum(sensitive, np.nextafter(limit, 0))[
        wrong & expected & near_limit]
    score[wrong & ~expected & near] = at
    sensitive[wrong & ~expected & ~near & near_limit] = limit


def _thresholds(settings: Settings, models: Mapping[str, str]) -> Thresholds:
    """The thresholds of the models that made an analysis."""
    entries = Manifest.read(settings.models_dir).entries

    def of(role: str, key: str) -> float:
        named = entries.get(models.get(role, ""))
        return named.threshold(key) if named else BARE_THRESHOLDS.get(role, {}).get(key, RULE_THRESHOLD)

    return Thresholds(of("faces", "face"), of("persons", "score"), of("intent", "shoppable"),
                      of("intent", "sensitive"))
