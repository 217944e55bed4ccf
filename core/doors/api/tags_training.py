"""Routes for training the head of tags on a site's own goods: start, how it compares, promote, roll back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from core import datasets, jobs, retrain
from core.doors.api.access import OpenSite, shown
from core.doors.api.fields import Fields, read_count, read_text

routes = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0)]


@routes.post("/tags-training", status_code=201, summary="Train the head of tags on your own goods")
def start(request: Request, site: OpenSite, fields: Fields, *, dataset: Text = "", name: Text = "", seed: Number = 0,
          adapt: Text = "") -> dict[str, Any]:
    """Optional: `dataset`, a hash, or how it begins, of a dataset whose labels are tags (without it, all tags that
    people confirmed or added); `name` of the new version; `seed`; `adapt`: whitening or contrastive, which learns first
    from the catalog's photos without a label, and is used only where that gains on photos held out. Returns the job."""
    chosen = read_text(fields, "dataset")
    job_id = retrain.train_tags(site, datasets.named(site, chosen) if chosen else "", name=read_text(fields, "name"),
                                seed=read_count(fields, "seed") or 0, adapt=read_text(fields, "adapt"))
    return training(request, site, job_id)


@routes.get("/tags-training/{job_id}", summary="One training of tags")
def training(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """State, progress and time left; once it is done, the `comparison` of both versions."""
    job = jobs.find(site, job_id)
    done = job.kind == retrain.TAGS_KIND and job.state == "done" and not job.failed
    return {**asdict(shown(request, job, job.source)),
            "comparison": retrain.tags_comparison(site, job.options["name"]).to_dict() if done else None}


@routes.post("/tags-training/versions/{name}/promote", summary="Use a version of tags from now on")
def promote(site: OpenSite, name: str) -> dict[str, str]:
    """Its files are verified first. Stored tags stay under the version that gave them."""
    return {"current": retrain.promote_tags(site, name)}


@routes.post("/tags-training/roll-back", summary="Return to the version of tags that was in use before")
def roll_back(site: OpenSite) -> dict[str, str]:
    """Returns the version that is in use then."""
    return {"current": retrain.roll_back_tags(site)}
