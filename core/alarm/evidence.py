"""The alarms of an audit before anybody has answered: found once, and again when something new is known."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, func, select

from core import similar
from core.alarm.colors import color_alarms
from core.alarm.lettering import lettering_alarms
from core.alarm.offers import read_offers
from core.alarm.other_sku import SKU, sku_alarms
from core.alarm.same_picture import near_alarms, same_alarms
from core.alarm.tags import gender_alarms, type_alarms
from core.alarm.work import KIND as SKU_JOB
from core.alarm.work import file_of_audit, read_seen
from core.catalog import corrections, vectors
from core.catalog.tables import facts, items, pictures, results
from core.errors import InputError
from core.nouns.alarm import CONFIDENCES, KINDS, Alarm
from core.nouns.job import Job
from core.nouns.role import ROLE
from core.site import Site

MOST = 1000  # alarms of a kind that are kept
KEPT = 4  # audits in memory
EVERY_PAIR = 10**9
LEAST_READ = 0.6  # the reader's confidence in a line, from which on it counts
BATCH, CHUNK = 5000, 500
NOT_DUPLICATE = "not_duplicate"
# Kind of alarm -> the stage that it needs.
STAGES = {"color": "colors", "type": "tags", "gender": "tags", "lettering": "text"}
Found = tuple[tuple[Alarm, ...], tuple["Part", ...], dict[str, int]]


@dataclass(frozen=True)
class Part:
    """How much of an audit one kind of alarm has looked at.

    Attributes
    ----------
    name : str
        The kind of alarm.
    looked_at, pictures : int
        Different pictures that were looked at, and that there are.
    job_id : str
        The job that looks at the rest now; "" without one.
    """

    name: str
    looked_at: int
    pictures: int
    job_id: str = ""


class Evidence:
    """The alarms that this process has found, each audit once for each state of the catalog."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._found: dict[tuple[Any, ...], Found] = {}
        self._lock = threading.Lock()

    def of(self, job: Job) -> Found:
        """Alarms without answers, what was looked at, and how many alarms of each kind were left out."""
        with self._lock:  # who asks meanwhile waits, and finds it
            state = similar.index_state(self._site)
            with self._site.store.reading() as connection:
                changed = connection.execute(select(func.max(pictures.c.changed))).scalar_one()
                said = [corrections.since(connection, name, 0) for name in (NOT_DUPLICATE, ROLE)]
            past = _recognitions(self._site, job)
            looking = _under_way(self._site, job, state, past)
            stamp = (job.job_id, job.done, job.failed, changed, *said, state.indexed, state.model, state.is_current,
                     *looking.items(), *(other.job_id + other.state for other in past), _seen_at(self._site, job))
            if stamp not in self._found:
                while len(self._found) >= KEPT:
                    self._found.pop(next(iter(self._found)))
                self._found[stamp] = _find(self._site, job, state, past)
            return self._found[stamp]


def _find(site: Site, job: Job, state: similar.IndexState, past: list[Job]) -> Found:
    with site.store.reading() as connection:
        offers, seen = read_offers(connection, job.job_id), read_seen(site, job.job_id)
        known = {offer.picture_id for offer in offers}
        colors, lines, tags, items_, genders = (_facts(connection, job.job_id, name, known)
                                                for name in ("color", "text", "tag", "item", "gender"))
        looked = {"same": len(known), "near": _indexed(connection, job, state, len(known)),
                  "color": len(colors), **dict.fromkeys(("type", "gender"), _looked_by("tags", job, past, known)
                                                        or len(tags)),
                  "lettering": _looked_by("text", job, past, known) or len(
                      lines.keys() | _facts(connection, job.job_id, "lettering", known).keys()),
                  SKU: len(known.intersection(seen.codes))}
    read = {name: [line for line, score in of_picture if score >= LEAST_READ] for name, of_picture in lines.items()}
    found = {"same": same_alarms(offers), "near": near_alarms(offers, _pairs(site, state)),
             "color": color_alarms(offers, colors), "type": type_alarms(offers, tags, items_),
             "gender": gender_alarms(offers, genders), "lettering": lettering_alarms(offers, read),
             SKU: sku_alarms(offers, seen, read)}
    kept = {kind: sorted(alarms, key=_order)[:MOST] for kind, alarms in found.items()}
    kept |= {kind: _with_boxes(site, kept[kind]) for kind in ("lettering", SKU)}
    together = _agreeing([alarm for alarms in kept.values() for alarm in alarms])
    looking = _under_way(site, job, state, past)
    parts = tuple(Part(kind, min(looked[kind], len(known)), len(known), looking.get(kind, "")) for kind in KINDS)
    left_out = {kind: len(alarms) - MOST for kind, alarms in found.items() if len(alarms) > MOST}
    return tuple(sorted(together, key=_order)), parts, left_out


def _order(alarm: Alarm) -> tuple[int, float, int]:
    return CONFIDENCES.index(alarm.confidence), -alarm.strength, alarm.shown.number


def _agreeing(alarms: list[Alarm]) -> list[Alarm]:
    """Alarms of two kinds about one picture of one product make each other very likely; looks are one kind of
    evidence, whichever alarm they raise."""
    places = [{(shown.picture_id, shown.sku or shown.title) for shown in (alarm.shown, *alarm.others)}
              if alarm.kind in ("same", "near") else {(alarm.shown.picture_id, alarm.shown.sku or alarm.shown.title)}
              for alarm in alarms]
    kinds = ["near" if alarm.kind == SKU and not alarm.code else "type" if alarm.kind == "gender" else alarm.kind
             for alarm in alarms]  # one model tells both type and gender
    counts = Counter(place for place, _ in {(place, kind) for of_alarm, kind in zip(places, kinds, strict=True)
                                            for place in of_alarm})
    return [replace(alarm, agrees=True, confidence=CONFIDENCES[0]) if any(counts[place] > 1 for place in of_alarm)
            else alarm for alarm, of_alarm in zip(alarms, places, strict=True)]


def _facts(connection: Connection, job_id: str, name: str, known: set[str]) -> dict[str, list[tuple[str, float]]]:
    """Picture id -> value and score of each fact of this name, of the pictures of an audit."""
    query = (select(facts.c.picture_id, facts.c.value, facts.c.score)
             .where(facts.c.name == name, facts.c.picture_id.in_(_pictures(job_id))))
    found: dict[str, list[tuple[str, float]]] = {}
    for part in connection.execution_options(yield_per=BATCH).execute(query).partitions():
        for row in part:
            if row.picture_id in known:
                found.setdefault(row.picture_id, []).append((row.value, row.score))
    return found


def _pictures(job_id: str) -> Select[Any]:
    return select(items.c.picture_id).where(items.c.job_id == job_id, items.c.shown == 1, items.c.picture_id != "")


def _pairs(site: Site, state: similar.IndexState) -> Iterable[similar.Pair]:
    if not state.is_current:
        return ()
    try:
        return similar.duplicates(site, limit=EVERY_PAIR)
    except InputError:  # replaced by another one meanwhile
        return ()


def _indexed(connection: Connection, job: Job, state: similar.IndexState, pictures_here: int) -> int:
    """Pictures of an audit that the index in use holds."""
    if not state.is_current:
        return 0
    if state.indexed >= state.pictures:
        return pictures_here
    return max(0, pictures_here - len(vectors.lacking(connection, job.job_id, state.model)))


def _looked_by(stage: str, job: Job, past: list[Job], known: set[str]) -> int:
    """Pictures that a stage has looked at in a job that looked at all of them; 0 without one."""
    if stage in job.options.get("stages", ()):
        return len(known)
    failed = [other.failed for other in past if other.state == "done" and stage in other.options.get("stages", ())]
    return len(known) - min(failed) if failed else 0


def _recognitions(site: Site, job: Job) -> list[Job]:
    """Jobs that have run optional stages over the pictures of an audit, or do."""
    return [other for other in site.store.jobs("recognize")
            if other.source == job.job_id or (other.source == "catalog" and other.created >= job.created)]


def _seen_at(site: Site, job: Job) -> int:
    """When barcodes and looks of an audit were last written; 0 where nobody looked."""
    try:
        return file_of_audit(site, job.job_id).stat().st_mtime_ns
    except OSError:
        return 0


def _under_way(site: Site, job: Job, state: similar.IndexState, past: list[Job]) -> dict[str, str]:
    """Kind of alarm -> the job that looks now at what it needs."""
    running = {kind: other.job_id for other in past if other.running
               for kind, stage in STAGES.items() if stage in other.options.get("stages", ())}
    for other in site.store.jobs(SKU_JOB):
        if other.running and other.source == job.job_id:
            running[SKU] = other.job_id
    return running | ({"near": state.job.job_id} if state.job is not None and state.job.running else {})


def _with_boxes(site: Site, alarms: list[Alarm]) -> list[Alarm]:
    """The same with the places of their words, where a stage has kept them."""
    lines: dict[str, dict[str, tuple[float, float, float, float]]] = {}
    names = sorted({alarm.shown.picture_id for alarm in alarms})
    columns = (results.c.picture_id, results.c.facts, results.c.width, results.c.height)
    with site.store.reading() as connection:
        for start in range(0, len(names), CHUNK):
            query = (select(*columns).where(results.c.picture_id.in_(names[start:start + CHUNK]))
                     .order_by(results.c.result_id))
            for row in connection.execute(query):  # a newer result comes later, and counts
                lines.setdefault(row.picture_id, {}).update(_boxes(row))
    return [replace(alarm, words=tuple(replace(word, xyxy=lines.get(alarm.shown.picture_id, {}).get(word.text))
                                       for word in alarm.words)) for alarm in alarms]


def _boxes(row: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    for fact in json.loads(row.facts or "[]"):
        if fact["name"] == "text" and fact.get("xyxy") and row.width and row.height:
            left, top, right, bottom = fact["xyxy"]
            yield fact["value"][:120], (left / row.width, top / row.height, right / row.width, bottom / row.height)
