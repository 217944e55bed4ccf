"""A job of the board followed to its end in the terminal; Ctrl+C cancels it."""

from __future__ import annotations

from collections.abc import Callable

from core import jobs
from core.doors.cli.terminal import Progress, watch
from core.nouns.job import Job
from core.site import Site
from core.words.progress import how_far


def follow(site: Site, job_id: str, stopped: str, notice: Callable[[Job], str] = lambda job: "") -> Job:
    """Show how far a job is until it has ended.

    Parameters
    ----------
    site : Site
    job_id : str
    stopped : str
        The sentence to print when Ctrl+C has cancelled it.
    notice : callable
        What a job that runs has to say beside its progress; printed once.

    Returns
    -------
    Job
        Ended, in any state.

    Raises
    ------
    NotFound
        No such job.
    KeyboardInterrupt
        Ctrl+C was pressed; the job is cancelled.
    """
    def look() -> Progress:
        job = jobs.find(site, job_id)
        return Progress(job.running, how_far(job), notice(job))

    def interrupt() -> str:
        jobs.cancel(site, job_id)
        return stopped

    watch(look, interrupt)
    return jobs.find(site, job_id)
