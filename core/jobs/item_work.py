"""What a board's threads do with one item: a picture is read, looked up among what is known, and analyzed if it is not.

An error becomes a value (`core.jobs.retry` says which). Safe to share between threads: the same bytes met by two
threads at once are analyzed once, the second waits for the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.catalog import results
from core.catalog.store import Store
from core.errors import FetchFailed, MerchlensError, SetupError
from core.jobs.hosts import Hosts
from core.jobs.kinds import Kind, LongKind, PictureKind
from core.jobs.retry import RetryPolicy, after_error, asks_too_long, may_pass
from core.nouns.failure import Failure
from core.nouns.job import Item, ItemResult, Job, PictureResult
from core.nouns.role import settled_role

_Key = tuple[str, str, str]


class ItemWork:
    """Does items; safe to share between threads.

    Parameters
    ----------
    store : Store
        Where kept results are found.
    kinds : callable
        Name of a kind -> the kind.
    policy : RetryPolicy
        How patient it is.
    """

    def __init__(self, store: Store, kinds: Callable[[str], Kind], policy: RetryPolicy) -> None:
        self._store, self._kinds, self._policy = store, kinds, policy
        self._hosts = Hosts(policy)
        self._lock = threading.Lock()
        self._under_way: dict[_Key, Future[PictureResult]] = {}
        self._cancelled: set[str] = set()
        self._closing = threading.Event()

    def result(self, item: Item, job: Job, was_read: Callable[[Item, str], None]) -> ItemResult:
        """What came of one item; `was_read` is told when its host has answered, and which picture_id, "" for none."""
        try:
            kind = self._kinds(job.kind)
        except Exception as error:  # noqa: BLE001 - a kind that cannot be opened costs its job, not this thread
            was_read(item, "")
            return after_error(item, error, self._policy)
        if isinstance(kind, LongKind):
            try:
                return self._run_long(kind, item, job)
            finally:
                was_read(item, "")
        reason = self._hosts.refusal(item.host)
        if reason is not None:
            was_read(item, "")
            return ItemResult(item, failure=Failure.of(item.candidate.uri, reason), attempts=item.attempts)
        try:
            picture_id = ""
            try:
                picture_id, path, etag = kind.read(item.candidate)
            finally:
                was_read(item, picture_id)
            self._hosts.note_delivery(item.host)
            models, measures_version = kind.key(job.options)
            key = picture_id, models, measures_version
            request = item.candidate.uri, job.options
            picture = self._once(key, lambda: self._analyze(kind, key, path, request),
                                 lambda earlier: self._check(kind, key, earlier, job.options))
        except CancelledError:  # this process ends: another one does the item
            return ItemResult(item, retry_in=0.0, attempts=item.attempts, crashes=item.crashes)
        except Exception as error:  # noqa: BLE001 - one picture must not end the rest
            return self._after(item, error)
        role = settled_role(item.candidate.role, picture.analysis) if kind.has_roles else None
        return ItemResult(item, picture, models, measures_version, path, etag, attempts=item.attempts + 1,
                          crashes=item.crashes, role=role)

    def forget(self, item_results: Iterable[ItemResult]) -> None:
        """These are in the database now, where the next of the same bytes finds them."""
        with self._lock:
            for result in item_results:
                if result.picture is not None:
                    picture_id = result.picture.analysis.picture_id
                    self._under_way.pop((picture_id, result.models, result.measures_version), None)

    def cancel(self, job_id: str) -> None:
        """End a job's long item at its next word about its progress."""
        self._cancelled.add(job_id)

    def close(self) -> None:
        """End all long items; they begin again in the next process."""
        self._closing.set()

    def _after(self, item: Item, error: Exception) -> ItemResult:
        result = after_error(item, error, self._policy)
        if not item.host or isinstance(error, SetupError):
            return result
        if isinstance(error, FetchFailed) and asks_too_long(error):
            self._hosts.leave_alone(item.host, error.retry_after or 0.0)
            return result
        if isinstance(error, FetchFailed) and may_pass(error):
            pause = self._hosts.note_failure(item.host, error)
            if self._hosts.is_given_up(item.host):  # a probe: nobody waits for its next try
                return replace(result, retry_in=None, host_pause=0.0)
            return replace(result, host_pause=max(result.host_pause, pause))
        self._hosts.note_delivery(item.host)  # an answer, if not a picture
        return result

    def _once(self, key: _Key, work: Callable[[], PictureResult],
              check: Callable[[PictureResult], PictureResult | None]) -> PictureResult:
        """The same bytes twice at once are analyzed once: the second waits for the first, then checks its own rules."""
        with self._lock:
            first = self._under_way.get(key)
            future: Future[PictureResult] = Future()
            if first is None:
                self._under_way[key] = future
        if first is not None:
            return check(first.result()) or work()
        try:
            picture = work()
        except BaseException as error:
            with self._lock:
                self._under_way.pop(key, None)
            future.set_exception(error)
            raise
        future.set_result(picture)
        return picture

    def _analyze(self, kind: PictureKind, key: _Key, path: str, request: tuple[str, dict[str, Any]]) -> PictureResult:
        uri, options = request
        if not options.get("again"):
            with self._store.reading() as connection:
                earlier = results.find(connection, *key)
            result = self._check(kind, key, earlier, options) if earlier is not None else None
            if result is not None:
                return result
        analysis, measures, verdicts = kind.analyze(path, uri, options)
        if kind.key(options) != key[1:]:  # other models were promoted meanwhile: which ones did this, nobody can say
            raise CancelledError
        if analysis.picture_id != key[0]:  # found again by what was read, whatever the analysis says
            analysis = replace(analysis, picture_id=key[0])
        return PictureResult(analysis, measures, verdicts)

    def _check(self, kind: PictureKind, key: _Key, earlier: PictureResult,
               options: dict[str, Any]) -> PictureResult | None:
        """An earlier result with the verdicts that this job asks for; None where it is of no use any more."""
        if kind.check is None:
            return earlier
        verdicts = kind.check(key[0], earlier.measures, options)
        return None if verdicts is None else replace(earlier, verdicts=verdicts)

    def _run_long(self, kind: LongKind, item: Item, job: Job) -> ItemResult:
        """Run the one long item of a job. What it raises is the end of the job: it is not tried again."""
        try:
            if self._report(job.job_id, "Starting", 0.0):
                kind.run(job, lambda step, fraction: self._report(job.job_id, step, max(fraction, 1e-6)))
        except MerchlensError as error:
            return ItemResult(item, failure=Failure.of(item.candidate.uri, error), attempts=item.attempts + 1)
        except Exception as error:  # noqa: BLE001 - it ends this job and no other
            return replace(after_error(item, error, self._policy), retry_in=None)
        if self._closing.is_set() and job.job_id not in self._cancelled:
            return ItemResult(item, retry_in=0.0, attempts=item.attempts, crashes=item.crashes)
        return ItemResult(item, attempts=item.attempts + 1, crashes=item.crashes)

    def _report(self, job_id: str, step: str, fraction: float) -> bool:
        with suppress(MerchlensError):  # the scheduler says what is wrong with the database
            return self._is_wanted(job_id) and self._store.progress(job_id, step, fraction)
        return self._is_wanted(job_id)

    def _is_wanted(self, job_id: str) -> bool:
        return not self._closing.is_set() and job_id not in self._cancelled
