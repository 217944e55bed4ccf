"""Routes for single photos: analyze one, see it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import Response

from core import analyze, errors
from core.doors.api.access import OpenSite
from core.doors.api.fields import Fields, exactly_one, read_names, read_text
from core.doors.api.uploads import SentFile
from core.errors import InputError
from core.nouns.source import Source
from core.site import Site

routes = APIRouter()


@routes.post("/analyses", status_code=201, summary="Analyze one photo")
def analyze_photo(site: OpenSite, fields: Fields, file: SentFile,
                  url: Annotated[str, Form()] = "", *,
                  stages: Annotated[list[str], Form(default_factory=list)]) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url` (form or JSON).

    `stages` names optional stages to run as well. Returns the schema of an analysis.
    """
    options = analyze.AnalysisOptions(stages=read_names(fields, "stages"))
    return analyze.analyze_now(site, sent_photo(site, fields, file), options).to_dict()


@routes.post("/recognize", summary="What the optional stages find in one photo")
def recognize_photo(site: OpenSite, fields: Fields, file: SentFile,
                    url: Annotated[str, Form()] = "", *,
                    stages: Annotated[list[str], Form(default_factory=list)]) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url`. `stages`: which (default: all but items, which takes long).
    The object is a line of `python -m core recognize --json`."""
    options = analyze.AnalysisOptions(stages=read_names(fields, "stages") or analyze.unnamed_stages(site))
    return analyze.analyze_now(site, sent_photo(site, fields, file), options).recognized()


@routes.post("/recognitions", status_code=202, summary="Run optional stages over photos that are here already")
def recognize_catalog(site: OpenSite, fields: Fields, *, job_id: Annotated[str, Form()] = "",
                      stages: Annotated[list[str], Form(default_factory=list)]) -> dict[str, Any]:
    """`stages`: which. Optional: `job_id`, for the photos of that job only (default: the whole catalog). Nothing is
    fetched again; watch and cancel the job by /api/jobs."""
    source = read_text(fields, "job_id")
    started = analyze.recognize(site, read_names(fields, "stages"), *([source] if source else []))
    return asdict(analyze.find(site, started))


@routes.get("/pictures/{picture_id}/preview", summary="An analyzed photo, at most 640 px", response_class=Response)
def preview(site: OpenSite, picture_id: str) -> Response:
    """JPEG without metadata."""
    return Response(analyze.preview(site, picture_id), media_type="image/jpeg")


def sent_photo(site: Site, fields: dict[str, Any], file: UploadFile | None) -> Source:
    """The photo of a request: an uploaded file, or a web address in the field `url`; never a path of the server."""
    url = exactly_one(fields, "url", file)
    if file:
        return analyze.save_upload(site, file.filename or "upload", file.file)
    return analyze.sources_from_text(site, url)[0]


def photo_place(site: Site, fields: dict[str, Any], file: UploadFile | None) -> str:
    """The same as the path of the upload, or the address; raises the error that its failure names."""
    source = sent_photo(site, fields, file)
    if source.failure:
        raise getattr(errors, source.failure.error, InputError)(source.failure.message, source.failure.hint)
    return str(source.path or source.url)
