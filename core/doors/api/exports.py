"""Routes for exports: a model in other formats, what each costs and keeps, and the files."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse

from core import export, jobs
from core.doors.api.access import OpenSite, local, shown
from core.doors.api.fields import Fields, read_names, read_text
from core.nouns.export import FORMATS

routes = APIRouter()
Text = Annotated[str, Form()]


@routes.post("/models/{name}/exports", status_code=201,
             summary="Write a model of shopping intent or tags in other formats")
def start(request: Request, site: OpenSite, fields: Fields, name: str, *, formats: Text = "",
          dataset: Text = "") -> dict[str, Any]:
    """Optional: `formats` (f32, f16, dynamic, int8; default: all) and `dataset`, whose photos calibrate and measure
    (default: the demo shop's). Returns the job; watch it by `GET /api/jobs/{job_id}`."""
    job_id = export.start_export(site, name, read_names(fields, "formats") or FORMATS, read_text(fields, "dataset"),
                                 local=local(request))
    job = jobs.find(site, job_id)
    return asdict(shown(request, job, job.source))


@routes.get("/exports/{job_id}", summary="What an export found")
def report(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """Of each format size, milliseconds, agreement and largest difference with the original, accuracy; which one is
    the default: the object that `python -m core models export --json` prints."""
    found = export.read_export(site, job_id)
    if not local(request):
        found = replace(found, left_out=tuple((PurePath(path).name, reason.replace(path, PurePath(path).name))
                                              for path, reason in found.left_out))
    return found.to_dict()


@routes.get("/exports/{job_id}/{name}", summary="The file of one format", response_class=FileResponse)
def file(site: OpenSite, job_id: str, name: str) -> FileResponse:
    """`name`: f32, f16, dynamic or int8."""
    path = export.exported_file(site, job_id, name)
    return FileResponse(path, media_type="application/octet-stream", filename=path.name)
