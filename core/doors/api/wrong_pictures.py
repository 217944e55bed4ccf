"""Routes for pictures of an audit that probably show the wrong product: the list, answers, looking at the rest."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from core import alarm, audits
from core.doors.api.access import OpenSite, shown
from core.doors.api.fields import MOST, Fields, read_text, refuse_unknown
from core.nouns.alarm import ANSWERS

PAGE_ROWS, MOST_ROWS = 100, 1000
STATES = {"open": "", **{answer: answer for answer in ANSWERS}}
routes = APIRouter()
Text = Annotated[str, Form()]


@routes.get("/audits/{job_id}/wrong-pictures", summary="Photos that probably show the wrong product")
def listed(request: Request, site: OpenSite, job_id: str, *, answer: str = "open",
           offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
           limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = PAGE_ROWS) -> dict[str, Any]:
    """The surest first, each with its evidence and a `reason` in words. `answer`: open, wrong or fine. `parts` says
    how many photos each kind of alarm has looked at; `POST .../wrong-pictures/look` looks at the rest."""
    refuse_unknown(answer, STATES, "The answer")
    source, found = audits.job(site, job_id).source, alarm.find(site, job_id)
    plain = found.to_dict()
    rows = [row for row in plain.pop("alarms") if row["answer"] == STATES[answer]]
    following = offset + limit
    page = [shown(request, row, source) for row in rows[offset:following]]
    return plain | {"total": len(rows), "offset": offset, "alarms": page,
                    "next": following if following < len(rows) else None}


@routes.get("/audits/{job_id}/wrong-pictures/table", summary="The same as CSV", response_class=Response)
def table(request: Request, site: OpenSite, job_id: str) -> Response:
    """All alarms with their answers, safe to open in a spreadsheet."""
    data = io.BytesIO()
    alarm.write_table(site, job_id, data, shown=lambda row: shown(request, row, audits.job(site, job_id).source))
    headers = {"content-disposition": f'attachment; filename="merchlens-wrong-pictures-{job_id}.csv"'}
    return Response(data.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@routes.post("/audits/{job_id}/wrong-pictures/look", status_code=202, summary="Look at what was not looked at")
def look(site: OpenSite, job_id: str) -> dict[str, Any]:
    """Runs the stages colors and text over the audit's photos, makes the index of photos, reads barcodes and compares
    looks, where that is missing, in the background; nothing is fetched again. The answer: the ids of the `jobs`."""
    return {"jobs": alarm.look(site, job_id)}


@routes.post("/audits/{job_id}/wrong-pictures/{alarm_id}", summary="Say whether the photo is wrong")
def answer(request: Request, site: OpenSite, job_id: str, alarm_id: str, *, fields: Fields, answer: Text = "",
           author: Text = "") -> dict[str, Any]:
    """`answer`: wrong, fine, or open to take an earlier one back. What is fine never comes again. Optional: `author`.

    The answer is the alarm with its `history`, the newest first."""
    said = alarm.answer(site, job_id, alarm_id, read_text(fields, "answer"), author=read_text(fields, "author"))
    words = alarm.history(site, job_id, alarm_id)
    plain = shown(request, said.to_dict(), audits.job(site, job_id).source)
    return plain | {"history": [{name: value for name, value in asdict(word).items() if name != "name"}
                                for word in words]}
