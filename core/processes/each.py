"""The same task for many pictures: every worker process is kept busy, and nothing waits in the pool for long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import Any, TypeVar

from core.errors import MerchlensError, SetupError

LOOK_SECONDS = 0.2
Picture = TypeVar("Picture")


def each(pictures: Iterable[Picture], submit: Callable[[Picture], Future[Any]], *, workers: int,
         is_wanted: Callable[[], bool]) -> Iterator[tuple[Picture, Any]]:
    """Run a task for each picture, `workers` at a time.

    Parameters
    ----------
    pictures : iterable
        Read as workers become free.
    submit : callable
        Picture -> future; `core.processes.pool.Pool.submit` of one task.
    workers : int
        How many are under way at a time.
    is_wanted : callable
        Asked at least every `LOOK_SECONDS` while something is under way; once it says False, no more is begun and what
        is under way is dropped.

    Yields
    ------
    tuple
        Picture and result, in the order in which they end; a MerchlensError in place of the result where the picture
        failed. A picture that was cancelled, because this process ends, is left out.

    Raises
    ------
    SetupError
        When no picture can be worked on.
    """
    waiting, under_way = iter(pictures), dict[Future[Any], Picture]()
    try:
        while True:
            while len(under_way) < workers and (picture := next(waiting, None)) is not None:
                under_way[submit(picture)] = picture
            if not under_way or not is_wanted():
                return
            for future in wait(under_way, LOOK_SECONDS, FIRST_COMPLETED).done:
                picture = under_way.pop(future)
                try:
                    yield picture, future.result()
                except CancelledError:
                    continue
                except SetupError:
                    raise
                except MerchlensError as error:
                    yield picture, error
    finally:
        for future in under_way:
            future.cancel()
