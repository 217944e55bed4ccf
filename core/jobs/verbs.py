"""What a user can do with a job of any kind: find it, list jobs, pause, resume and cancel."""

from __future__ import annotations

from core.catalog import leftovers
from core.errors import Misuse
from core.jobs.board import open_board
from core.jobs.kinds import ROOMS
from core.nouns.job import Job
from core.site import Site


def find(site: Site, job_id: str) -> Job:
    """A job as it stands, and what holds it up; raises NotFound."""
    return site.part(open_board).job(job_id)


def list_jobs(site: Site, kind: str = "") -> list[Job]:
    """All jobs, or those of one kind, newest first; raises Misuse for a kind that does not exist."""
    if kind and kind not in ROOMS:
        raise Misuse(f"The job kind must be one of {', '.join(ROOMS)}, not {kind[:40]!r}.",
                     "Choose one of them, or leave it out.")
    return site.store.jobs(kind)


def pause(site: Site, job_id: str) -> None:
    """Begin nothing new until `resume`; what is under way is finished and counted."""
    site.part(open_board).pause(job_id)


def resume(site: Site, job_id: str) -> None:
    """Continue a paused job."""
    site.part(open_board).resume(job_id)


def cancel(site: Site, job_id: str) -> None:
    """End a job for good; what is done stays."""
    site.part(open_board).cancel(job_id)


def delete_leftovers(site: Site) -> int:
    """Delete uploads that never became a job and are a week old, and exports of 30 days; gives their number."""
    return leftovers.delete_leftovers(site.settings.data_dir, site.store)


def continue_unfinished(site: Site) -> None:
    """Work on jobs that an earlier process left unfinished, as starting one does too."""
    site.part(open_board)
