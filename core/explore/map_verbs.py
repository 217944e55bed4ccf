"""What a user can want of a map of a set: make it, see how far it is, read it."""

from __future__ import annotations

from typing import Any

from core.errors import NotFound
from core.explore.maps import KeptMaps
from core.explore.placed import Lone, Placed, lone_among, placed
from core.explore.verbs import stored_pictures
from core.jobs.board import open_board
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.site import Site

MAP = "map"  # the kind of job


def start_map(site: Site, job_id: str) -> str:
    """Begin to make the map of an analysis or audit, in the background.

    Parameters
    ----------
    site : Site
        Open, with its models.
    job_id : str

    Returns
    -------
    str
        The id of the job that makes the map: the one under way, or a new one.

    Raises
    ------
    NotFound, Misuse
        As `stored_pictures`; NotFound also for a job without analyzed pictures.
    """
    if not len(stored_pictures(site, job_id)):
        raise NotFound("This job has no analyzed pictures yet.", "Wait until some are analyzed.")
    under_way = map_job(site, job_id)
    if under_way and under_way.running:
        return under_way.job_id
    return site.part(open_board).start(job_id, "job", kind=MAP, offers=[Candidate("map", origin="job")])


def map_job(site: Site, job_id: str) -> Job | None:
    """The newest job that makes, or has made, the map of a set; None without one."""
    made = [job for job in site.store.jobs(MAP) if job.source == job_id]
    return site.part(open_board).job(made[0].job_id) if made else None


def wait_for_map(site: Site, map_job_id: str, timeout: float | None = None) -> Job:
    """Wait until the job of a map has ended, or `timeout` seconds passed; raises NotFound."""
    return site.part(open_board).wait(map_job_id, timeout)


def picture_map(site: Site, job_id: str) -> Placed | None:
    """The pictures of a set with their places; None where no map was made. Raises as `stored_pictures`."""
    pictures, kept = stored_pictures(site, job_id), site.part(KeptMaps).of(job_id)
    return placed(pictures, kept) if kept else None


def lone(site: Site, job_id: str) -> list[Lone] | None:
    """Pictures whose neighbors on the map have another label; None without a map. Raises as `stored_pictures`."""
    pictures, kept = stored_pictures(site, job_id), site.part(KeptMaps).of(job_id)
    return lone_among(pictures, kept) if kept else None


def map_answer(site: Site, job_id: str) -> dict[str, Any]:
    """What REST says of a map: the state of its job, the method, and the places of the pictures."""
    found, job = picture_map(site, job_id), map_job(site, job_id)
    return {"job_id": job_id, "map_job_id": job.job_id if job else "", "state": job.state if job else "",
            "step": job.step if job else "", "fraction": job.fraction if job else 0.0,
            "message": job.message if job else "", "method": found.method if found else "",
            "pictures": len(found) if found else 0, "points": found.points() if found else []}
