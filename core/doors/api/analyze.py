"""Routes for single photos: analyze one, see it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response

from core import analyze
from core.doors.api.access import OpenSite
from core.doors.api.fields import Fields, exactly_one, read_names

routes = APIRouter()


@routes.post("/analyses", status_code=201, summary="Analyze one photo")
def analyze_photo(site: OpenSite, fields: Fields, file: Annotated[UploadFile | None, File()] = None,
                  url: Annotated[str, Form()] = "", *,
                  stages: Annotated[list[str], Form(default_factory=list)]) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url` (form or JSON).

    `stages` names optional stages to run as well. Returns the schema of an analysis.
    """
    url, options = exactly_one(fields, "url", file), analyze.AnalysisOptions(stages=read_names(fields, "stages"))
    if file:
        source = analyze.save_upload(site, file.filename or "upload", file.file)
    else:
        source = analyze.sources_from_text(site, url)[0]
    return analyze.analyze_now(site, source, options).to_dict()


@routes.get("/pictures/{picture_id}/preview", summary="An analyzed photo, at most 640 px", response_class=Response)
def preview(site: OpenSite, picture_id: str) -> Response:
    """JPEG without metadata."""
    return Response(analyze.preview(site, picture_id), media_type="image/jpeg")
