"""Routes for jobs of any kind: list, watch, pause, resume, cancel."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request

from core import audits, jobs
from core.doors.api.access import OpenSite, shown
from core.errors import NotFound

routes = APIRouter()
ORDERS = {"pause": jobs.pause, "resume": jobs.resume, "cancel": jobs.cancel}


@routes.get("/jobs", summary="List jobs, newest first")
def list_jobs(request: Request, site: OpenSite, kind: str = "") -> list[dict[str, Any]]:
    """State and progress of each. `kind`: audit, analyze, recognize, study, explain-benchmark, flip, map, evaluate,
    export, train, dataset, transfer or similar (default: all)."""
    return [asdict(shown(request, job, job.source)) for job in jobs.list_jobs(site, kind)]


@routes.get("/jobs/{job_id}", summary="One job: state, progress, rate, time left")
def job(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """`counts` has the number of pictures by photo type, label, error and fact."""
    state = jobs.find(site, job_id)
    return {**asdict(shown(request, state, state.source)), "counts": audits.counts(site, job_id)}


@routes.post("/jobs/{job_id}/{order}", summary="Pause, resume or cancel a job")
def command(request: Request, site: OpenSite, job_id: str, order: str) -> dict[str, Any]:
    """`order`: pause, resume or cancel. Results so far are kept."""
    if order not in ORDERS:
        raise NotFound(f"A job does not know the order {order[:40]!r}.", f"Use one of {', '.join(ORDERS)}.")
    ORDERS[order](site, job_id)
    state = jobs.find(site, job_id)
    return asdict(shown(request, state, state.source))
