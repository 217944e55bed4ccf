"""Routes for datasets: labeled photos as versions, and what is wrong with them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from core import datasets, jobs
from core.doors.api.access import OpenSite, local, shown
from core.doors.api.fields import Fields, read_count, read_text
from core.errors import NotFound
from core.nouns.dataset import Dataset, Shares
from core.site import Site
from core.words.dataset import check_without_folders, without_folders

routes = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0)]


@routes.get("/datasets", summary="All datasets, newest first")
def listed(request: Request, site: OpenSite) -> dict[str, Any]:
    """Hash, name, source, and the photos of each label and split; without the photos themselves."""
    return {"datasets": [_seen(request, dataset).summary() for dataset in datasets.every(site)]}


@routes.post("/datasets", status_code=201, summary="Begin to make a dataset")
def make(request: Request, site: OpenSite, fields: Fields, *, source: Text = "", name: Text = "",
         validation: Number = 0, test: Number = 0, seed: Number = 0) -> dict[str, Any]:
    """`source`: the id of an analysis or audit, `corrections`, `boxes` or `shelves` (what people corrected: labels,
    boxes, or boxes on shelf photos);
    from the same machine also class folders, folders with YOLO or COCO label files, or a CSV by their path.
    Optional: `name`, and the shares for `validation` and `test` in percent, drawn by `seed`. The same content has the
    same hash. The answer is the job: `/dataset-jobs/{job_id}` says how far it is, and which dataset it made."""
    shares = Shares(*(read_count(fields, field) or 0 for field in ("validation", "test", "seed")))
    job_id = datasets.start_make(site, read_text(fields, "source"), read_text(fields, "name"), shares,
                                 local=local(request))
    return _job(request, site, job_id)


@routes.get("/dataset-jobs/{job_id}", summary="How far the making or check of a dataset is")
def job(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """The job with its progress and time left; `dataset_id` is the dataset that it made or checks, "" until it is made.
    `/jobs/{job_id}/cancel` ends it."""
    return _job(request, site, job_id)


@routes.get("/datasets/{dataset_id}", summary="One dataset with its photos")
def described(request: Request, site: OpenSite, dataset_id: str) -> dict[str, Any]:
    """Every photo with hash, label, split and path, and what was left out, with the reason. `dataset_id`: a hash, or
    how it begins."""
    return _seen(request, _named(site, dataset_id)).to_dict()


@routes.get("/datasets/{dataset_id}/table", summary="A dataset as CSV", response_class=Response)
def table(request: Request, site: OpenSite, dataset_id: str) -> Response:
    """The columns path, label, split and picture_id."""
    dataset = _named(site, dataset_id)
    headers = {"content-disposition": f'attachment; filename="merchlens-dataset-{dataset.dataset_id[:12]}.csv"'}
    return Response(datasets.samples_csv(_seen(request, dataset)), media_type="text/csv; charset=utf-8",
                    headers=headers)


@routes.get("/datasets/{dataset_id}/yolo", summary="Its boxes as label files of YOLO", response_class=Response)
def yolo(request: Request, site: OpenSite, dataset_id: str) -> Response:
    """A ZIP of `labels`, `classes.txt` and where the pictures lie; not the pictures."""
    dataset = _named(site, dataset_id)
    headers = {"content-disposition": f'attachment; filename="merchlens-{dataset.dataset_id[:12]}-yolo.zip"'}
    return Response(datasets.yolo_zip(_seen(request, dataset)), media_type="application/zip", headers=headers)


@routes.post("/datasets/{dataset_id}/check", status_code=201, summary="Begin to check a dataset")
def start_check(request: Request, site: OpenSite, dataset_id: str) -> dict[str, Any]:
    """Every file is read again. The answer is the job."""
    return _job(request, site, datasets.start_check(site, datasets.named(site, dataset_id)))


@routes.get("/datasets/{dataset_id}/check", summary="What is wrong with a dataset")
def check(request: Request, site: OpenSite, dataset_id: str) -> dict[str, Any]:
    """What the last check found: the object that `python -m core dataset check --json` prints."""
    result = datasets.last_check(site, datasets.named(site, dataset_id))
    if result is None:
        raise NotFound("This dataset was not checked yet.", "Begin with POST to the same address.")
    return (result if local(request) else check_without_folders(result)).to_dict()


def _job(request: Request, site: Site, job_id: str) -> dict[str, Any]:
    dataset_id, state = datasets.dataset_of(site, job_id), jobs.find(site, job_id)
    return {**asdict(shown(request, state, state.source)), "dataset_id": dataset_id}


def _named(site: Site, dataset_id: str) -> Dataset:
    return datasets.read(site, datasets.named(site, dataset_id))


def _seen(request: Request, dataset: Dataset) -> Dataset:
    """Visitors of other machines see names of files, no folders."""
    return dataset if local(request) else without_folders(dataset)
