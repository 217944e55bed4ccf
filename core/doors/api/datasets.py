"""Routes for datasets: labeled photos as versions, and what is wrong with them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from core import datasets
from core.doors.api.access import OpenSite, local
from core.doors.api.fields import Fields, read_count, read_text
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


@routes.post("/datasets", status_code=201, summary="Make a dataset")
def make(request: Request, site: OpenSite, fields: Fields, *, source: Text = "", name: Text = "",
         validation: Number = 0, test: Number = 0, seed: Number = 0) -> dict[str, Any]:
    """`source`: the id of an analysis or audit; from the same machine also class folders or a CSV by their path.
    Optional: `name`, and the shares for `validation` and `test` in percent, drawn by `seed`. The same content has the
    same hash."""
    shares = Shares(*(read_count(fields, field) or 0 for field in ("validation", "test", "seed")))
    made = datasets.make(site, read_text(fields, "source"), read_text(fields, "name"), shares, local=local(request))
    return _seen(request, made).summary()


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


@routes.get("/datasets/{dataset_id}/check", summary="What is wrong with a dataset")
def check(request: Request, site: OpenSite, dataset_id: str) -> dict[str, Any]:
    """Every file is read again. The object that `python -m core dataset check --json` prints."""
    result = datasets.check(site, datasets.named(site, dataset_id))
    return (result if local(request) else check_without_folders(result)).to_dict()


def _named(site: Site, dataset_id: str) -> Dataset:
    return datasets.read(site, datasets.named(site, dataset_id))


def _seen(request: Request, dataset: Dataset) -> Dataset:
    """Visitors of other machines see names of files, no folders."""
    return dataset if local(request) else without_folders(dataset)
