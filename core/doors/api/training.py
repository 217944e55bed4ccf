"""Routes for training: a new version from labels, how it compares, promote and roll back, judge a set again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from core import datasets, jobs, retrain, whatif
from core.doors.api.access import OpenSite, local, shown
from core.doors.api.fields import Fields, read_count, read_text
from core.errors import Misuse
from core.nouns.job import Job
from core.nouns.shadow import Shadow
from core.words.shadow import shadow_without_folders

routes = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0)]


@routes.post("/training", status_code=201, summary="Train a version of shopping intent")
def start(request: Request, site: OpenSite, fields: Fields, *, dataset: Text = "", head: Text = "",
          name: Text = "", job: Text = "", seed: Number = 0) -> dict[str, Any]:
    """`dataset`: a hash, or how it begins; without it, all corrected and confirmed labels. Optional: `head` (intent, or
    sensitive for restricted goods by the dataset's column of that name), `name` of the new
    version, `job` (an analysis or audit whose verdicts are compared), `seed`. Returns the job."""
    chosen, of_job = read_text(fields, "dataset"), read_text(fields, "job")
    wishes: dict[str, Any] = {"name": read_text(fields, "name"), "seed": read_count(fields, "seed") or 0,
                              "job_id": whatif.named_job(site, of_job) if of_job else ""}
    head = read_text(fields, "head") or "intent"
    if head != "intent" and not chosen:
        raise Misuse(f"To train {head[:40]!r}, a dataset is needed.", "Give its hash as dataset.")
    job_id = (retrain.train(site, datasets.named(site, chosen), head=head, **wishes) if chosen
              else retrain.retrain(site, **wishes))
    return _seen(request, jobs.find(site, job_id))


@routes.get("/training", summary="Versions of shopping intent, and what is new")
def state(request: Request, site: OpenSite) -> dict[str, Any]:
    """`new_corrections` since the newest version that was trained here, the newest training `job`, and all `versions`
    with what they learned from."""
    latest = retrain.latest(site)
    return {"new_corrections": retrain.new_corrections(site), "job": _seen(request, latest) if latest else None,
            "versions": [asdict(version) for version in retrain.model_versions(site)]}


@routes.get("/training/{job_id}", summary="One training")
def training(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """State, progress and time left; once it is done, `shadow`: how the new version compares."""
    job = jobs.find(site, job_id)
    done = job.kind == "train" and job.state == "done"
    return {**_seen(request, job), "shadow": _comparison(request, retrain.shadow(site, job.options["name"])) if done
            else None}


@routes.get("/models/{name}/shadow", summary="How a version compares")
def shadow(request: Request, site: OpenSite, name: str) -> dict[str, Any]:
    """The object that `python -m core retrain --show NAME --json` prints."""
    return _comparison(request, retrain.shadow(site, name))


@routes.post("/models/{name}/promote", summary="Use a version of shopping intent from now on")
def promote(site: OpenSite, name: str) -> dict[str, Any]:
    """Its files are verified first. Stored verdicts stay under the version that gave them."""
    return asdict(retrain.promote(site, name))


@routes.post("/models/roll-back", summary="Return to the version of shopping intent that was in use before")
def roll_back(site: OpenSite) -> dict[str, Any]:
    """Returns the version that is in use then."""
    return asdict(retrain.roll_back(site))


@routes.post("/judge-again", status_code=201, summary="Judge a set again by the model in use")
def judge_again(request: Request, site: OpenSite, fields: Fields, *, job: Text = "") -> dict[str, Any]:
    """`job`: an analysis or audit. Returns the new job; the old one keeps its verdicts."""
    if not (named := read_text(fields, "job")):
        raise Misuse("A job is needed.", "Give the id of an analysis or audit as job.")
    new = retrain.judge_again(site, whatif.named_job(site, named), local=local(request))
    return _seen(request, jobs.find(site, new))


def _comparison(request: Request, found: Shadow) -> dict[str, Any]:
    return (found if local(request) else shadow_without_folders(found)).to_dict()


def _seen(request: Request, job: Job) -> dict[str, Any]:
    return asdict(shown(request, job, job.source))
