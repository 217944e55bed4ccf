"""A batch: sources in, results out in their order, with progress and cancel; kept on disk as JSON lines."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import MerchlensError, NotFound, WorkFailed
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.source import Result, Source


class Batch:
    """Pictures that are judged together.

    Parameters
    ----------
    sources : list of Source
    judge : callable
        Source -> Analysis; raises MerchlensError.
    folder : Path
        Where the results are kept.
    threads : int
        How many sources are under way at once.

    Attributes
    ----------
    batch_id : str
    total, done : int
        How many sources there are, and how many have a result.
    cancelled : bool
    """

    def __init__(self, sources: list[Source], judge: Callable[[Source], Analysis], *, folder: Path, threads: int):
        self.batch_id = secrets.token_hex(8)
        self.total = len(sources)
        self.done = 0
        self.cancelled = False
        self._judge = judge
        self._slots: list[Result | None] = [None] * self.total
        self._changed = threading.Condition()
        self._started = time.monotonic()
        self._ended: float | None = None if sources else self._started
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / f"{self.batch_id}.jsonl").open("w", encoding="utf-8")
        self._keep({"total": self.total})
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"batch-{self.batch_id}")
        for index, source in enumerate(sources):
            self._pool.submit(self._one, index, source)
        self._pool.shutdown(wait=False)

    @property
    def running(self) -> bool:
        """True until every source has a result or the batch was cancelled."""
        return not self.cancelled and self.done < self.total

    @property
    def seconds(self) -> float:
        """Wall time since the start, until the end."""
        return (self._ended or time.monotonic()) - self._started

    @property
    def rate(self) -> float:
        """Pictures a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate; None before the first result."""
        done = self.done
        return (self.total - done) * self.seconds / done if done else None

    @property
    def results(self) -> list[Result]:
        """Those done so far, in the order of the sources."""
        return [slot for slot in self._slots if slot is not None]

    def cancel(self) -> None:
        """Stop: nothing new starts, what is under way is not waited for, what is done stays."""
        with self._changed:
            self.cancelled = True
            self._finish()

    def wait(self, done: int | None = None, timeout: float | None = None) -> bool:
        """Wait until `done` sources (all by default) have a result or the batch was cancelled.

        Returns
        -------
        bool
            False when `timeout` seconds passed first.
        """
        target = self.total if done is None else min(done, self.total)
        with self._changed:
            return self._changed.wait_for(lambda: self.cancelled or self.done >= target, timeout)

    def in_order(self) -> Iterator[Result]:
        """Yield results in the order of the sources, each as soon as those before it are there."""
        for index in range(self.total):
            with self._changed:
                self._changed.wait_for(partial(self._settled, index))
            result = self._slots[index]
            if result is not None:
                yield result

    def _settled(self, index: int) -> bool:
        return self.cancelled or self._slots[index] is not None

    def _one(self, index: int, source: Source) -> None:
        if self.cancelled:
            return
        try:
            result: Result = source.failure or self._judge(source)
        except MerchlensError as error:
            result = Failure.of(source.uri, error)
        except Exception as error:  # noqa: BLE001 - one source must not end the batch
            reason = f"It failed unexpectedly: {type(error).__name__}: {error}."
            result = Failure.of(source.uri, WorkFailed(reason, "This is a fault of Merchlens; please report it."))
        with self._changed:
            if self.cancelled:
                return
            self._slots[index] = result
            self.done += 1
            self._keep({"index": index, "result": result.to_dict()})
            if self.done == self.total:
                self._finish()
            self._changed.notify_all()

    def _keep(self, line: dict[str, Any]) -> None:
        with suppress(OSError):  # a full disk must not cost results that are in memory
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def _finish(self) -> None:
        if self._ended is None:
            self._ended = time.monotonic()
            with suppress(OSError):
                self._file.close()
        self._changed.notify_all()


@dataclass(frozen=True)
class KeptBatch:
    """A batch of an earlier run of the server, read back: what was done then is there, the rest is not."""

    batch_id: str
    total: int
    results: list[Result]
    running: bool = False
    cancelled: bool = False

    @property
    def done(self) -> int:
        """How many have a result."""
        return len(self.results)


def read_batch(folder: Path, batch_id: str) -> KeptBatch:
    """A kept batch.

    Raises
    ------
    NotFound
        When there is none of this name.
    """
    path = folder / f"{batch_id}.jsonl"
    if not re.fullmatch(r"[0-9a-f]{16}", batch_id) or not path.is_file():
        raise NotFound("There are no results under this address.", "Analyze the pictures again.")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.endswith("}")]
    found = {line["index"]: _result(line["result"]) for line in lines[1:]}
    results = [found[index] for index in sorted(found)]
    return KeptBatch(batch_id, lines[0]["total"], results)


def _result(values: dict[str, Any]) -> Result:
    if "error" in values:
        return Failure(values["uri"], values["error"], values["message"], values["hint"])
    return Analysis.from_dict(values)
