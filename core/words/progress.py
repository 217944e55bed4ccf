"""A job's state, and how far it is, in one line: the same words on pages and on the command line."""

from __future__ import annotations

from core.nouns.job import Job
from core.words.numerals import count

STATE_WORDS = {"listing": "Starting", "running": "Running", "paused": "Paused", "done": "Finished",
               "cancelled": "Canceled", "failed": "Failed"}


def how_far(job: Job, noun: str = "photo") -> str:
    """Count, rate and time left of a job.

    Parameters
    ----------
    job : Job
        Of any kind.
    noun : str
        What an item is called.
    """
    total = count(job.total, noun)
    left = "" if job.seconds_left is None or not job.running else f" · about {duration(job.seconds_left)} left"
    if job.step or job.kind in ("study", "explain-benchmark", "flip", "map", "evaluate", "export", "train", "dataset",
                                "transfer", "similar", "crop"):
        return f"{job.step or 'Waiting for its turn'}{left}"
    if not job.settled:
        so_far = f"{total} found so far" if job.state == "listing" else f"Getting ready for {total}"
        return f"{so_far}; models take a few seconds to start the first time."
    so_far = f"{total} found so far" if job.state == "listing" else total
    rate = f" · {job.rate:.1f} per second" if job.running and job.rate else ""
    failed = f" · {job.failed:,} failed" if job.failed else ""
    return f"{job.settled:,} of {so_far}{failed}{rate}{left}"


def duration(seconds: float) -> str:
    """Seconds in the unit that people would use.

    Examples
    --------
    >>> duration(42), duration(600), duration(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
