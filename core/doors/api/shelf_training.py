"""Routes for training the detector of products on corrected photos: start, how it compares, promote, roll back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from core import datasets, jobs, learning
from core.doors.api.access import OpenSite, shown
from core.doors.api.fields import Fields, read_count, read_text
from core.errors import Misuse

routes = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0)]
STEPS = 150


@routes.post("/shelf-training", status_code=201, summary="Train the detector of products on corrected photos")
def start(request: Request, site: OpenSite, fields: Fields, *, dataset: Text = "", name: Text = "",
          steps: Number = STEPS, seed: Number = 0) -> dict[str, Any]:
    """`dataset`: a hash, or how it begins, of a dataset in which products are boxed, such as one made of `shelves`.
    Optional: `name` of the new version, `steps`, `seed`. Returns the job."""
    if not (chosen := read_text(fields, "dataset")):
        raise Misuse("The field dataset is missing.", "Send the hash of a dataset with boxes, or how it begins.")
    wanted = read_count(fields, "steps")
    job_id = learning.start_shelves(site, datasets.named(site, chosen), name=read_text(fields, "name"),
                                    steps=STEPS if wanted is None else wanted, seed=read_count(fields, "seed") or 0)
    job = jobs.find(site, job_id)
    return asdict(shown(request, job, job.source))


@routes.get("/shelf-training/{job_id}", summary="One training of the detector of products")
def training(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """State, progress and time left, the `curve` of losses; once it is done, the `comparison` of both versions."""
    job = jobs.find(site, job_id)
    done = job.kind == learning.SHELVES_KIND and job.state == "done" and not job.failed
    return {**asdict(shown(request, job, job.source)), "curve": learning.shelves_curve(site, job_id),
            "comparison": learning.shelves_comparison(site, job.options["name"]).to_dict() if done else None}


@routes.post("/shelf-training/versions/{name}/promote", summary="Use a version of the detector from now on")
def promote(site: OpenSite, name: str) -> dict[str, str]:
    """Its files are verified first. Photos that were read before stay as they are."""
    return {"current": learning.promote_shelves(site, name)}


@routes.post("/shelf-training/roll-back", summary="Return to the version of the detector before")
def roll_back(site: OpenSite) -> dict[str, str]:
    """Returns the version that is in use then."""
    return {"current": learning.roll_back_shelves(site)}
