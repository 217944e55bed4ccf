"""Routes for corrections: what people say of pictures, against a model's word or for it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import Response

from core import corrections
from core.doors.api.access import OpenSite
from core.doors.api.fields import MOST, Fields, read_count, read_text
from core.errors import Misuse

routes = APIRouter()
MOST_ROWS, PAGE_ROWS = 1000, 100
Text = Annotated[str, Form()]


@routes.get("/corrections", summary="All corrections, one page at a time")
def listed(site: OpenSite, *, name: str = "", picture_id: str = "", offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
           limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = PAGE_ROWS) -> dict[str, Any]:
    """The oldest first. `name`: only label, kind, sensitive, faces or persons. `picture_id`: of one picture only. Of
    each picture and name the latest counts; the value `model` takes earlier ones back."""
    words = [word for word in corrections.every(site, name) if picture_id in ("", word.picture_id)]
    following = offset + limit
    return {"total": len(words), "offset": offset, "rows": [asdict(word) for word in words[offset:following]],
            "next": following if following < len(words) else None}


@routes.post("/corrections", status_code=201, summary="Correct what a model said of a picture")
def correct(site: OpenSite, fields: Fields, *, picture_id: Text = "", name: Text = "", value: Text = "",
            author: Text = "", version: Annotated[int | None, Form(ge=0)] = None) -> dict[str, Any]:
    """`name`: label, kind, sensitive, faces or persons. `value`: a label, a photo type, yes or no, or all boxes as
    JSON or its text, `{"size_wh": [640, 480], "xyxy": [[10, 20, 110, 220]]}`, in pixels of the upright picture; `model`
    takes corrections back. Optional: `version`, the `total` that `GET /corrections` says of this picture and name;
    where somebody else has corrected it since, nothing is kept, and the status is 409.

    The answer is the `history` of this picture and name, the newest first, and its `version`.
    """
    boxes = fields.get("value")
    said = json.dumps(boxes) if isinstance(boxes, dict) else read_text(fields, "value")
    words = corrections.correct(site, read_text(fields, "picture_id"), read_text(fields, "name"), said,
                                author=read_text(fields, "author"), version=read_count(fields, "version"))
    return {"history": [asdict(word) for word in words], "version": len(words)}


@routes.get("/corrections/boxes", summary="Corrected boxes, to train detectors", response_class=Response)
def boxes(site: OpenSite, form: Annotated[str, Query(alias="format")] = "yolo", name: str = "") -> Response:
    """A zip with the boxes of pictures whose faces or persons people corrected or confirmed, named by picture id.
    `format`: yolo (text files) or coco (JSON). `name`: faces or persons only."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in corrections.box_files(site, form, name).items():
            archive.writestr(file, content)
    headers = {"content-disposition": f'attachment; filename="merchlens-boxes-{form}.zip"'}
    return Response(data.getvalue(), media_type="application/zip", headers=headers)


@routes.get("/corrections/table", summary="All corrections as CSV", response_class=Response)
def export(site: OpenSite, name: str = "") -> Response:
    """With their history, the oldest first."""
    headers = {"content-disposition": 'attachment; filename="merchlens-corrections.csv"'}
    return Response(corrections.export(site, name), media_type="text/csv; charset=utf-8", headers=headers)


@routes.post("/corrections/table", status_code=201, summary="Import corrections")
def import_table(site: OpenSite, file: Annotated[UploadFile | None, File()] = None) -> dict[str, int]:
    """Send a table that `GET /corrections/table` gave as `file`; where one line is wrong, nothing is imported."""
    if file is None:
        raise Misuse("The table of corrections is missing.", "Send it as file.")
    added, known = corrections.import_table(site, file.file.read())
    return {"added": added, "known": known}
