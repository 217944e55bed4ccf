"""Routes for single photos: analyze one, see it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response

from core import analyze
from core.doors.api.access import OpenSite
from core.doors.api.fields import Fields, exactly_one

routes = APIRouter()


@routes.post("/analyses", status_code=201, summary="Analyze one photo")
def analyze_photo(site: OpenSite, fields: Fields, file: Annotated[UploadFile | None, File()] = None,
                  url: Annotated[str, Form()] = "") -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url` (form or JSON). Returns the schema of an analysis."""
    url = exactly_one(fields, "url", file)
    if file:
        source = analyze.save_upload(site, file.filename or "upload", file.file.read(site.settings.max_bytes + 1))
    else:
        source = analyze.sources_from_text(site, url)[0]
    return analyze.analyze_now(site, source).to_dict()


@routes.get("/pictures/{picture_id}/preview", summary="An analyzed photo, at most 640 px", response_class=Response)
def preview(site: OpenSite, picture_id: str) -> Response:
    """JPEG without metadata."""
    return Response(analyze.preview(site, picture_id), media_type="image/jpeg")
