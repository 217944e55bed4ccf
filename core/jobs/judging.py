"""One picture: read, looked up among what is known, judged if it is not; an error becomes a value."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from core.catalog import results
from core.catalog.store import Store
from core.errors import FetchFailed, SetupError
from core.jobs.hosts import Hosts
from core.jobs.retry import Pace, after_error, may_pass
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.job import Judged, Outcome, Work
from core.nouns.product import Candidate

Options = dict[str, Any]
Read = Callable[[Candidate], tuple[str, str, str]]
Judge = Callable[[str, str, Options], tuple[Analysis, dict[str, Any], dict[str, str]]]
Check = Callable[[dict[str, Any], Options], dict[str, str]]
ModelsKey = Callable[[Options], tuple[str, str]]
_Key = tuple[str, str, str]


class Judging:
    """Reads and judges; safe to share between threads. Parameters as of `core.jobs.engine.Audits`."""

    def __init__(self, store: Store, read: Read, judge: Judge, *, models_key: ModelsKey, check: Check | None,
                 pace: Pace) -> None:
        self._store, self._read, self._judge = store, read, judge
        self._models_key, self._check, self._pace = models_key, check, pace
        self._hosts = Hosts(pace)
        self._lock = threading.Lock()
        self._under_way: dict[_Key, Future[Judged]] = {}

    def outcome(self, work: Work, options: Options, was_read: Callable[[Work], None]) -> Outcome:
        """What came of one piece of work; `was_read` is told when its host has answered."""
        reason = self._hosts.given_up(work.host)
        if reason is not None:
            was_read(work)
            return Outcome(work, failure=Failure.of(work.candidate.uri, reason), attempts=work.attempts)
        try:
            try:
                picture_id, path, etag = self._read(work.candidate)
            finally:
                was_read(work)
            self._hosts.delivered(work.host)
            models, measures_version = self._models_key(options)
            key = picture_id, models, measures_version
            judged = self._once(key, lambda: self._judged(key, path, work.candidate.uri, options))
        except Exception as error:  # noqa: BLE001 - one picture must not end the rest
            return self._after(work, error)
        return Outcome(work, judged, models, measures_version, etag, attempts=work.attempts + 1, crashes=work.crashes)

    def _after(self, work: Work, error: Exception) -> Outcome:
        outcome = after_error(work, error, self._pace)
        if not work.host or isinstance(error, SetupError):
            return outcome
        if isinstance(error, FetchFailed) and may_pass(error):
            return replace(outcome, host_rests=max(outcome.host_rests, self._hosts.failed(work.host)))
        self._hosts.delivered(work.host)  # an answer, if not a picture
        return outcome

    def forget(self, outcomes: Iterable[Outcome]) -> None:
        """These are in the database now, where the next of the same bytes finds them."""
        with self._lock:
            for outcome in outcomes:
                if outcome.judged is not None:
                    picture_id = outcome.judged.analysis.picture_id
                    self._under_way.pop((picture_id, outcome.models, outcome.measures_version), None)

    def _once(self, key: _Key, work: Callable[[], Judged]) -> Judged:
        """The same bytes twice at once are judged once: the second waits for the first."""
        with self._lock:
            first = self._under_way.get(key)
            mine: Future[Judged] = Future()
            if first is None:
                self._under_way[key] = mine
        if first is not None:
            return first.result()
        try:
            judged = work()
        except BaseException as error:
            with self._lock:
                self._under_way.pop(key, None)
            mine.set_exception(error)
            raise
        mine.set_result(judged)
        return judged

    def _judged(self, key: _Key, path: str, uri: str, options: Options) -> Judged:
        with self._store.reading() as connection:
            known = results.find(connection, *key)
        if known is not None:
            return known if self._check is None else replace(known, verdicts=self._check(known.measures, options))
        analysis, measures, verdicts = self._judge(path, uri, options)
        if analysis.picture_id != key[0]:  # found again by what was read, whatever the judge says
            analysis = replace(analysis, picture_id=key[0])
        return Judged(analysis, measures, verdicts)
