"""Routes for training the model of persons on a site's own boxes: start, how it compares, promote, roll back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from core import datasets, jobs, learning
from core.doors.api.access import OpenSite, shown
from core.doors.api.fields import Fields, read_count, read_text
from core.errors import Misuse
from core.nouns.job import Job

routes = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0)]


@routes.post("/persons-training", status_code=201, summary="Train the model of persons on boxes")
def start(request: Request, site: OpenSite, fields: Fields, *, dataset: Text = "", name: Text = "",
          steps: Number = 300, seed: Number = 0) -> dict[str, Any]:
    """`dataset`: a hash, or how it begins, of a dataset in which persons are boxed. Optional: `name` of the new
    version, `steps`, `seed`. Returns the job."""
    if not (chosen := read_text(fields, "dataset")):
        raise Misuse("The field dataset is missing.", "Send the hash of a dataset with boxes, or how it begins.")
    steps_wanted = read_count(fields, "steps")
    job_id = learning.start_persons(site, datasets.named(site, chosen), name=read_text(fields, "name"),
                                    steps=300 if steps_wanted is None else steps_wanted,
                                    seed=read_count(fields, "seed") or 0)
    return _seen(request, jobs.find(site, job_id))


@routes.get("/persons-training/{job_id}", summary="One training of persons")
def training(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """State, progress and time left, the `curve` of losses; once it is done, the `comparison` of both versions."""
    job = jobs.find(site, job_id)
    done = job.kind == learning.PERSONS_KIND and job.state == "done" and not job.failed
    return {**_seen(request, job), "curve": learning.persons_curve(site, job_id),
            "comparison": learning.persons_comparison(site, job.options["name"]).to_dict() if done else None}


@routes.post("/persons-training/versions/{name}/promote", summary="Use a version of persons from now on")
def promote(site: OpenSite, name: str) -> dict[str, str]:
    """Its files are verified first. Stored verdicts stay under the version that gave them."""
    return {"current": learning.promote_persons(site, name)}


@routes.post("/persons-training/roll-back", summary="Return to the version of persons that was in use before")
def roll_back(site: OpenSite) -> dict[str, str]:
    """Returns the version that is in use then."""
    return {"current": learning.roll_back_persons(site)}


def _seen(request: Request, job: Job) -> dict[str, Any]:
    return asdict(shown(request, job, job.source))
