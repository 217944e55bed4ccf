"""Routes for transfer learning: a public network trained on a dataset, its curves, and what its views look like."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from core import datasets, jobs, learning
from core.doors.api.access import OpenSite, local, shown
from core.doors.api.fields import Fields, read_count, read_text
from core.errors import NotFound
from core.nouns.job import Job
from core.site import Site

routes = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int | None, Form(ge=0)]
NUMBERS = ("epochs", "fine_epochs", "patience", "batch", "seed")


@routes.post("/transfers", status_code=201, summary="Train a public network on a dataset")
def start(request: Request, site: OpenSite, fields: Fields, *, dataset: Text = "", backbone: Text = "",
          weights: Text = "", name: Text = "", epochs: Number = None, fine_epochs: Number = None,
          patience: Number = None, batch: Number = None, seed: Number = None) -> dict[str, Any]:
    """`dataset`: a hash, or how it begins; `backbone`: mobilenet_v2, mobilenet_v3_small, efficientnet_b0,
    efficientnet_v2_b0 or resnet50. Optional: `weights` (`random`; from the same machine also the path of a file;
    default: those of ImageNet are downloaded), `name` of the new version, `epochs` with the backbone as it is and
    `fine_epochs` of all of it (at most), `patience`, photos of a `batch`, `seed`. Returns the job."""
    numbers = {key: value for key in NUMBERS if (value := read_count(fields, key)) is not None}
    job_id = learning.start_transfer(site, datasets.named(site, read_text(fields, "dataset")),
                                     read_text(fields, "backbone"), weights=read_text(fields, "weights"),
                                     name=read_text(fields, "name"), local=local(request), **numbers)
    return _seen(request, site, jobs.find(site, job_id))


@routes.get("/transfers", summary="The newest training of a public network")
def newest(request: Request, site: OpenSite) -> dict[str, Any]:
    """`job` is null before the first one; `backbones` are the networks that can be trained."""
    job = learning.latest_transfer(site)
    return {"backbones": list(learning.BACKBONES), "job": _seen(request, site, job) if job else None}


@routes.get("/transfers/{job_id}", summary="One training of a public network")
def found(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """State, progress and time left, and `curves`: loss and accuracy of each finished epoch on training photos and on
    held-out ones. Once it is done, `options.name` is a version among the models. `/jobs/{job_id}/cancel` ends it."""
    job = jobs.find(site, job_id)
    if job.kind != "transfer":
        raise NotFound("This job trains no public network.", "List them: GET /api/jobs?kind=transfer.")
    return _seen(request, site, job)


@routes.get("/datasets/{dataset_id}/views", summary="What training would draw", response_class=Response)
def views(site: OpenSite, dataset_id: str, seed: Annotated[int, Query(ge=0)] = 0) -> Response:
    """A JPEG with photos of the dataset, one a row: the photo, then random views of it. Nothing is trained."""
    sheet = learning.preview_views(site, datasets.named(site, dataset_id), seed)
    return Response(sheet, media_type="image/jpeg")


def _seen(request: Request, site: Site, job: Job) -> dict[str, Any]:
    return {**asdict(shown(request, job, job.source)), "curves": learning.curves(site, job.job_id)}
