"""Results of jobs of this room, read from the catalog once and kept for the next look."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

from sqlalchemy import select

from core.catalog.tables import items, results
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.source import Result
from core.site import Site

JOBS_KEPT = 8
_PAGE = 500


class Results:
    """What came of jobs: `site.part(Results)`. Safe to share between threads.

    A page looks once a second while a job runs; only what is new is read from the database.
    """

    def __init__(self, site: Site) -> None:
        self._store = site.store
        self._lock = threading.Lock()
        self._jobs: dict[str, dict[int, Result]] = {}

    def of(self, job_id: str) -> list[Result]:
        """Results so far, in the order of the items; raises NotFound."""
        results = self.numbered(job_id)
        return [results[number] for number in sorted(results)]

    def numbered(self, job_id: str) -> dict[int, Result]:
        """Results so far by the number of their item, from 1; raises NotFound."""
        job = self._store.job(job_id)
        with self._lock:
            known = self._jobs.pop(job_id, {})
            self._jobs[job_id] = known  # the newest last
            while len(self._jobs) > JOBS_KEPT:
                self._jobs.pop(next(iter(self._jobs)))
            if len(known) < job.settled:
                self._read(job_id, known)
            return dict(known)

    def _read(self, job_id: str, known: dict[int, Result]) -> None:
        numbers = select(items.c.number).where(items.c.job_id == job_id, items.c.shown == 1).order_by(items.c.number)
        with self._store.reading() as connection:
            new = [number for number in connection.execute(numbers).scalars() if number not in known]
            for start in range(0, len(new), _PAGE):
                query = (select(items.c.number, items.c.uri, items.c.error, items.c.message, items.c.hint,
                                 results.c.analysis)
                          .select_from(items.outerjoin(results, results.c.result_id == items.c.result_id))
                          .where(items.c.job_id == job_id, items.c.number.in_(new[start:start + _PAGE])))
                for row in connection.execute(query):
                    known[row.number] = Failure(row.uri, row.error, row.message, row.hint) if row.error else replace(
                        Analysis.from_dict(json.loads(row.analysis)), uri=row.uri)
