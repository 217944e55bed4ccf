"""Routes for sales: study a table, read the report, plan and read tests of photo types."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from fastapi.responses import Response

from core import sales
from core.doors.api.access import OpenSite, local
from core.doors.api.fields import (
    MOST,
    Fields,
    exactly_one,
    read_columns,
    read_count,
    read_number,
    read_text,
    read_value,
)
from core.doors.api.uploads import SentFile
from core.errors import Misuse, NotFound
from core.site import Site

routes = APIRouter()
CONTROL = "control"  # the role that several columns may have
SHOP_COUNTS, SHOP_WORDS = ("seed", "products", "weeks"), ("design", "confounding")  # of a simulated shop
TEST_NUMBERS, TEST_COUNTS = ("effect_percent", "power", "alpha"), ("weeks", "products")
Text = Annotated[str, Form()]
Count = Annotated[int | None, Form(ge=0, le=MOST)]
Number = Annotated[float | None, Form()]


def table_form(*, source: Text = "", name: Text = "", columns: Text = "", audit: Text = "", by: Text = "kind",
               priors: Text = "", seed: Count = None, products: Count = None, weeks: Count = None, design: Text = "",
               confounding: Text = "") -> None:
    """Declares the form fields of a table, for the documentation; their values are read from `fields`."""


def limits_form(*, effect_percent: Number = None, power: Number = None, alpha: Number = None) -> None:
    """Declares the form fields of a plan, beside those of a table."""


Table, Limits = [Depends(table_form)], [Depends(table_form), Depends(limits_form)]


@routes.post("/sales", status_code=201, summary="Study a sales table", dependencies=Table)
def start(request: Request, site: OpenSite, fields: Fields, file: SentFile) -> dict[str, Any]:
    """Study an uploaded table (`file`), or a `source`: `simulated` or, from the same machine, a path.

    Send a form or a JSON object. `columns`: the role of each column, in JSON an object such as `{"units": "sold"}`, in
    a form pairs such as `units=sold,date=week`; other roles are detected. `control` names a column to control for, and
    may be given several times. `audit`: the id of an audit that has analyzed the photos, for tables without photo
    types. `by`: what photos are compared by, `kind` (photo type) or `intent`. `priors`: test results, a JSON list. For
    a simulated shop: `seed`, `products`, `weeks`, `design` (changes, fixed), `confounding` (none, observed, hidden).
    """
    return _study(sales.study(site, _start(request, site, fields, file)))


@routes.get("/sales", summary="List all studies, newest first")
def studies(site: OpenSite) -> list[dict[str, Any]]:
    """Each study comes with its state and progress, without its report."""
    return [asdict(study) for study in sales.list_studies(site)]


@routes.get("/sales/{study_id}", summary="One study: state, progress, report")
def study(site: OpenSite, study_id: str) -> dict[str, Any]:
    """`report` is the object that `python -m core sales --json` prints, or null until the study is done."""
    return _study(sales.study(site, study_id))


@routes.post("/sales/{study_id}/cancel", summary="Cancel a study")
def cancel(site: OpenSite, study_id: str) -> dict[str, Any]:
    """A study that has ended stays as it is."""
    sales.cancel(site, study_id)
    return _study(sales.study(site, study_id))


@routes.get("/sales/{study_id}/what-if", summary="What other photos would bring in a year")
def what_if(site: OpenSite, study_id: str, kind: str,
            product: Annotated[list[str] | None, Query()] = None) -> dict[str, Any]:
    """`kind`: the photo type to switch to. `product`: may be repeated; all products by default."""
    return sales.what_if_of(site, study_id, tuple(product or ()), kind).to_dict()


@routes.get("/sales/{study_id}/files/{form}", summary="The report as a file", response_class=Response)
def report_file(site: OpenSite, study_id: str, form: str) -> Response:
    """`form`: csv, json, html, png or svg."""
    if form not in sales.EXPORTS:
        raise NotFound(f"There is no report in the format {form[:20]!r}.", f"Use one of {', '.join(sales.EXPORTS)}.")
    data = sales.export(site, study_id, form)
    headers = {"content-disposition": f'attachment; filename="merchlens-sales-{study_id}.{form}"'}
    return Response(data, media_type=sales.EXPORTS[form], headers=headers)


@routes.post("/test-plans", status_code=201, summary="Plan a test of a photo type", dependencies=Limits)
def plan(request: Request, site: OpenSite, fields: Fields, *, file: SentFile, study: Text = "",
         kind: Text = "") -> dict[str, Any]:
    """Based on the sales of a `study`, or of a table with the fields of a study. `kind`: the photo type to test.
    Optional: `effect_percent`, `power`, `alpha`, `weeks`, `products`."""
    kind = read_text(fields, "kind")
    if not kind:
        raise Misuse("The photo type to test is missing.", "Send kind, such as model_face.")
    limits = {**_numbers(fields, TEST_NUMBERS), **_counts(fields, TEST_COUNTS)}
    study_id = read_text(fields, "study") or _read_sales(request, site, fields, file)
    values: dict[str, Any] = sales.plan_test(site, study_id, kind, **limits).to_dict()
    return values


@routes.post("/test-readouts", status_code=201, summary="Read the result of a test", dependencies=Table)
def readout(request: Request, site: OpenSite, fields: Fields, *, file: SentFile, study: Text = "",
            plan: Text = "") -> dict[str, Any]:
    """`plan`: the object that `/test-plans` returned. The sales, of a `study` or of a table, must include weeks after
    the start of the test."""
    test_plan = read_value(fields, "plan", dict)
    if not test_plan:
        raise Misuse("The plan of the test is missing.", "Send plan, as /api/test-plans returned it.")
    study_id = read_text(fields, "study") or _read_sales(request, site, fields, file)
    values: dict[str, Any] = sales.read_test(site, study_id, test_plan).to_dict()
    return values


def _start(request: Request, site: Site, fields: dict[str, Any], file: UploadFile | None, *,
           estimate: bool = True) -> str:
    source = exactly_one(fields, "source", file)
    columns = read_columns(fields)
    controls = columns.pop(CONTROL, ())
    simulate: dict[str, Any] = {}
    if source == sales.SIMULATED:
        simulate = {**_counts(fields, SHOP_COUNTS), **{name: read_text(fields, name) for name in SHOP_WORDS
                                                       if fields.get(name)}}
    order = sales.StudyRequest(
        name=read_text(fields, "name") or (file.filename or "" if file else ""),
        columns=columns, controls=(controls,) if isinstance(controls, str) else tuple(controls),
        audit=read_text(fields, "audit"), by=read_text(fields, "by", "kind"),
        priors=tuple(read_value(fields, "priors", list)), simulate=simulate, estimate=estimate)
    table = sales.save_upload(site, file.filename or "upload", file.file) if file else source
    return sales.start(site, table, order, local=local(request))


def _read_sales(request: Request, site: Site, fields: dict[str, Any], file: UploadFile | None) -> str:
    """A study whose table is read and not estimated; returns its id."""
    table = {name: value for name, value in fields.items() if name not in (*TEST_NUMBERS, *TEST_COUNTS)}
    study = sales.study(site, _start(request, site, table, file, estimate=False), wait=True)
    if study.error:
        raise study.error
    return study.study_id


def _study(study: sales.SalesStudy) -> dict[str, Any]:
    return {**asdict(study.progress), "report": sales.report_values(study.report) if study.report else None}


def _counts(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, int]:
    counts = {name: read_count(fields, name) for name in names}
    return {name: count for name, count in counts.items() if count is not None}


def _numbers(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, float]:
    numbers = {name: read_number(fields, name) for name in names}
    return {name: number for name, number in numbers.items() if number is not None}
