"""The REST API's doors to sales studies; `core.doors.api.app` includes them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import Response

from core import sales
from core.errors import Misuse, NotFound
from core.site import Site

routes = APIRouter()
NUMBERS = {"seed": int, "products": int, "weeks": int}
TEST_NUMBERS = {"effect_percent": float, "power": float, "alpha": float, "weeks": int, "products": int}


def _site(request: Request) -> Site:
    opened: Site = request.app.state.open_site()
    return opened


async def _fields(request: Request) -> dict[str, Any]:
    """Fields of a JSON object or of a form, as text and as JSON had them; a field sent twice is joined by a comma."""
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        form = await request.form()
        texts = {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
        return {name: ",".join(values) for name, values in texts.items() if values}
    try:
        return {name: value for name, value in dict(await request.json()).items() if value is not None}
    except (ValueError, TypeError):
        raise Misuse("The body is not a JSON object.", 'One is {"source": "simulated"}.') from None


Opened = Annotated[Site, Depends(_site)]
Fields = Annotated[dict[str, Any], Depends(_fields)]
Upload = Annotated[UploadFile | None, File()]


@routes.post("/sales", status_code=201, summary="Start a study of a sales table")
def start(request: Request, site: Opened, sent: Fields, *, file: Upload = None,
          source: Annotated[str, Form()] = "", columns: Annotated[str, Form()] = "",
          audit: Annotated[str, Form()] = "", by: Annotated[str, Form()] = "kind") -> dict[str, Any]:
    """Study an uploaded table (`file`), or `source`: `simulated`, or on loopback a path of this machine.

    Fields of a form or of a JSON object. `columns`: such as `units=sold,date=week`, or an object; the rest is guessed.
    Columns to hold constant: `control=weather`, any number of times.
    `audit`: id of an audit whose judged pictures give the kinds; `by`: compare them by `kind` or `intent`.
    `priors`: readouts of tests, a JSON list. Of a simulated shop: `seed`, `products`, `weeks`, `design`
    (changes, fixed), `confounding` (none, observed, hidden).
    """
    study_id = _started(request, site, sent, file)
    return _study(sales.study(site, study_id))


@routes.get("/sales", summary="All studies, the newest first")
def studies(site: Opened) -> list[dict[str, Any]]:
    """Each with its state; without reports."""
    return [asdict(study) for study in sales.list_studies(site)]


@routes.get("/sales/{study_id}", summary="One study: state, progress, and its report once it is done")
def study(site: Opened, study_id: str) -> dict[str, Any]:
    """`report` is the object that `python -m core sales --json` prints, or null."""
    return _study(sales.study(site, study_id))


@routes.post("/sales/{study_id}/cancel", summary="End a study")
def cancel(site: Opened, study_id: str) -> dict[str, Any]:
    """One that has ended stays as it is."""
    sales.cancel(site, study_id)
    return _study(sales.study(site, study_id))


@routes.get("/sales/{study_id}/what-if", summary="What other pictures would bring in a year")
def what_if(site: Opened, study_id: str, kind: str,
            product: Annotated[list[str] | None, Query()] = None) -> dict[str, Any]:
    """`kind`: the kind of picture to switch to; `product`, once for each product; all by default."""
    return sales.what_if_of(site, study_id, tuple(product or ()), kind).to_dict()


@routes.get("/sales/{study_id}/files/{form}", summary="The report as a file", response_class=Response)
def report_file(site: Opened, study_id: str, form: str) -> Response:
    """`form`: csv, json, html, png or svg."""
    if form not in sales.EXPORTS:
        raise NotFound(f"There is no file of the form {form[:20]}.", f"There are {', '.join(sales.EXPORTS)}.")
    data = sales.export(site, study_id, form)
    named = {"content-disposition": f'attachment; filename="merchlens-sales-{study_id}.{form}"'}
    return Response(data, media_type=sales.EXPORTS[form], headers=named)


@routes.post("/test-plans", status_code=201, summary="Plan a test of a kind of picture")
def plan(request: Request, site: Opened, sent: Fields, *, file: Upload = None, study: Annotated[str, Form()] = "",
         kind: Annotated[str, Form()] = "") -> dict[str, Any]:
    """From the sales of a `study`, or of a table as for a study. Further fields, all optional: `effect_percent`,
    `power`, `alpha`, `weeks`, `products`."""
    if not sent.get("kind"):
        raise Misuse("The kind of picture to test is needed.", "Send kind, such as model_face.")
    wishes = _numbers(sent, TEST_NUMBERS)
    study_id = sent.get("study") or _read(request, site, sent, file)
    found: dict[str, Any] = sales.plan_test(site, str(study_id), str(sent["kind"]), **wishes).to_dict()
    return found


@routes.post("/test-readouts", status_code=201, summary="What a test has found")
def readout(request: Request, site: Opened, sent: Fields, *, file: Upload = None, study: Annotated[str, Form()] = "",
            plan: Annotated[str, Form()] = "") -> dict[str, Any]:
    """`plan`: the object that `/test-plans` answered; sales that reach past its start as for a plan."""
    planned = _json(sent, "plan", dict)
    if not planned:
        raise Misuse("The plan of the test is needed.", "Send plan, as /api/test-plans answered it.")
    study_id = sent.get("study") or _read(request, site, sent, file)
    found: dict[str, Any] = sales.read_test(site, str(study_id), planned).to_dict()
    return found


def _started(request: Request, site: Opened, sent: dict[str, Any], file: UploadFile | None, *,
             estimate: bool = True) -> str:
    source = str(sent.get("source", ""))
    if bool(file) == bool(source):
        raise Misuse("Either file or source is needed.", "Upload a table, or send the source `simulated`.")
    columns = sent.get("columns", "")
    pairs = [part for part in str(columns).split(",") if part.strip()]
    if isinstance(columns, dict):
        pairs = [f"{role}={name}" for role, names in columns.items()
                 for name in (names if isinstance(names, list) else [names])]
    names = ("seed", "products", "weeks", "design", "confounding") if source == sales.SIMULATED else ()
    simulate: dict[str, Any] = {name: str(sent[name]) for name in ("design", "confounding")
                                if name in names and name in sent}
    simulate.update(_numbers({name: sent[name] for name in names if name in sent}, NUMBERS))
    name = str(sent.get("name", "")) or (file.filename or "" if file else "")
    wish = sales.request(name, pairs, audit=str(sent.get("audit", "")), by=str(sent.get("by", "kind")),
                              simulate=simulate)
    wish = sales.with_priors(wish, _json(sent, "priors", list), estimate=estimate)
    table = sales.save_upload(site, file.filename or "upload", file.file) if file else source
    return sales.start(site, table, wish, local=request.app.state.local)


def _read(request: Request, site: Opened, sent: dict[str, Any], file: UploadFile | None) -> str:
    """A study that is read and not estimated."""
    fields = {name: value for name, value in sent.items() if name not in TEST_NUMBERS}
    found = sales.study(site, _started(request, site, fields, file, estimate=False), wait=True)
    if found.error:
        raise found.error
    return found.study_id


def _study(found: sales.SalesStudy) -> dict[str, Any]:
    return {**asdict(found.progress), "report": sales.report_values(found.report) if found.report else None}


def _numbers(sent: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    try:
        return {name: kind(sent[name]) for name, kind in kinds.items() if sent.get(name) not in (None, "")}
    except (TypeError, ValueError):
        raise Misuse(f"{', '.join(kinds)} are numbers.", "Correct them, or leave them out.") from None


def _json(sent: dict[str, Any], name: str, kind: type) -> Any:
    """A field that JSON holds as it is and a form as text."""
    value = sent.get(name) or kind()
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        value = None
    if not isinstance(value, kind):
        raise Misuse(f"{name} is not JSON that fits.", "Send it as it was answered.")
    return value
