"""Routes for audits: start, results, report, export. What all jobs have in common stands in `jobs`."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from core import audits
from core.doors.api.access import OpenSite, local, shown
from core.doors.api.fields import (
    MOST,
    Fields,
    exactly_one,
    read_columns,
    read_count,
    read_flag,
    read_names,
    read_text,
    refuse_unknown,
)
from core.doors.api.uploads import SentFile

PAGE_ROWS, MOST_ROWS = 100, 1000
NO_FACTS: list[str] = []
routes = APIRouter()


@routes.post("/jobs", status_code=201, summary="Start an audit")
def start(request: Request, site: OpenSite, fields: Fields, *, source: Annotated[str, Form()] = "",
          file: SentFile, kind: Annotated[str, Form()] = "auto",
          rules: Annotated[list[str], Form(default_factory=list)],
          columns: Annotated[list[str], Form(default_factory=list)],
          limit: Annotated[int, Form(ge=0, le=MOST)] = 0,
          stages: Annotated[list[str], Form(default_factory=list)],
          render: Annotated[bool, Form()] = False) -> dict[str, Any]:
    """Audit `source` (an address), or an uploaded feed, list of addresses or zip (`file`).

    Fields of a form or of a JSON object. `rules`: names of rule packs, or `all`. `columns`: the names of a feed's
    columns: in JSON an object such as `{"image": "photo"}`, in a form pairs such as `image=photo,price=cost`. Form
    fields that take several values are separated by commas or sent several times. `render`: open web pages in a
    browser, so that pictures that scripts add are seen; 503 where the server has none.
    """
    source = exactly_one(fields, "source", file)
    order = audits.AuditRequest(read_text(fields, "kind", "auto"), read_names(fields, "rules"), read_columns(fields),
                                read_count(fields, "limit") or 0, read_names(fields, "stages"),
                                read_flag(fields, "render"))
    job_id = audits.start_upload(site, file.filename or "upload", file.file, order) if file else \
        audits.start(site, source, order, local=local(request))
    job = audits.job(site, job_id)
    return asdict(shown(request, job, job.source))


@routes.post("/feeds/columns", summary="What the columns of a feed are taken for")
def feed_columns(request: Request, site: OpenSite, fields: Fields, *, source: Annotated[str, Form()] = "",
                 file: SentFile,
                 columns: Annotated[list[str], Form(default_factory=list)]) -> dict[str, Any]:
    """Preview `source` (an address) or an uploaded feed (`file`) before an audit.

    Each column has its `field` ("" where it is not read) and `examples`. `problem` says why no picture can be read.
    `columns` corrects what is wrong, here and in `POST /jobs`.
    """
    source = exactly_one(fields, "source", file)
    names = read_columns(fields)
    preview = audits.preview_upload(site, file.filename or "upload", file.file, names) if file else \
        audits.preview_columns(site, source, names, local=local(request))
    return asdict(preview)


def row_filter(kind: str | None = None, top_label: str | None = None, error: str | None = None, *,
               category: str | None = None, text: str | None = None, shoppable: bool | None = None,
               broken: str | None = None, fact: Annotated[list[str], Query()] = NO_FACTS) -> audits.RowFilter:
    """Which rows; `fact=color:red` for a value that a stage found, any number of times."""
    facts = tuple((name, value) for name, _, value in (pair.partition(":") for pair in fact))
    return audits.RowFilter(kind, top_label, error, category, text, shoppable=shoppable, broken=broken, facts=facts)


@routes.get("/jobs/{job_id}/results", summary="Results, one page at a time")
def results(request: Request, site: OpenSite, job_id: str, *, offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
            limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = PAGE_ROWS,
            where: Annotated[audits.RowFilter, Depends(row_filter)]) -> dict[str, Any]:
    """Rows in the order of the source. `next` is the offset of the next page, or null."""
    source = audits.job(site, job_id).source  # an unknown job is an error, not an empty page
    total = audits.count(site, job_id, where)
    rows = [asdict(shown(request, row, source)) for row in audits.rows(site, job_id, where, offset=offset, limit=limit)]
    following = offset + len(rows)
    return {"job_id": job_id, "total": total, "offset": offset, "rows": rows,
            "next": following if rows and following < total else None}


@routes.post("/jobs/{job_id}/results/{number}/role", summary="Say what a picture is for")
def move(site: OpenSite, job_id: str, number: int, fields: Fields, *,
         role: Annotated[str, Form()] = "", author: Annotated[str, Form()] = "") -> dict[str, Any]:
    """`role`: product, banner, icon, person, content or unsure. Only products count in the report.

    The answer is the row as it is now, with its `history`: every role that people gave the picture, the newest first.
    """
    row = audits.move_picture(site, job_id, number, read_text(fields, "role"), author=read_text(fields, "author"))
    return asdict(row) | {"history": [asdict(word) for word in audits.role_history(site, row.picture_id)]}


@routes.get("/jobs/{job_id}/report", summary="The report: opportunity, queues, what to fix first")
def report(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """The numbers of the dashboard's report."""
    return shown(request, asdict(audits.read_report(site, job_id)), audits.job(site, job_id).source)


@routes.get("/jobs/{job_id}/export", summary="All results as a file", response_class=FileResponse)
def export(request: Request, site: OpenSite, job_id: str, *,
           form: Annotated[str, Query(alias="format")] = "csv") -> FileResponse:
    """`format`: csv, xlsx, parquet, jsonl or html."""
    refuse_unknown(form, audits.EXPORTS, "The format")
    handle, name = tempfile.mkstemp(suffix=f".{form}")
    os.close(handle)
    path = Path(name)
    remove = partial(path.unlink, missing_ok=True)
    try:
        audits.export(site, job_id, path, form, local=local(request))
    except BaseException:
        remove()
        raise
    return FileResponse(path, media_type=audits.EXPORTS[form], filename=f"merchlens-{job_id}.{form}",
                        background=BackgroundTask(remove))
