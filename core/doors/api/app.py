"""The REST API: translates requests into verbs of the rooms, results into JSON. app.py mounts it under /api."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, File, Form, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import __version__, analyze, audits
from core.doors.api import docs_page, sales
from core.doors.pairs import names, pairs
from core.doors.serve import is_loopback
from core.errors import (
    FetchFailed,
    InputError,
    MerchlensError,
    Misuse,
    NotAPicture,
    NotFound,
    Refused,
    SetupError,
    TooLarge,
)
from core.nouns.job import Job
from core.site import Site

log = logging.getLogger("merchlens.api")
STATUS: dict[type[MerchlensError], int] = {  # the first that fits
    NotAPicture: 415, TooLarge: 413, NotFound: 404, Refused: 403, FetchFailed: 502, Misuse: 422, InputError: 400,
    SetupError: 503}
PAGE_ROWS, MOST_ROWS = 100, 1000
SOURCE_BYTES = 200_000_000  # of an uploaded feed, list or zip
FORM_BYTES = 100_000  # what the form around a file may take
Open = Callable[[], Site]
routes = APIRouter()


class _Stopped(HTTPException):
    """A request that ends before it reaches a verb; passes FastAPI's reading of forms unchanged."""

    def __init__(self, status: int, message: str, hint: str) -> None:
        super().__init__(status, message)
        self.hint = hint


def create(open_site: Open, address: str | None) -> FastAPI:
    """The API as an application to mount.

    Parameters
    ----------
    open_site : callable
        Gives the one site of the process, which the dashboard shares; called at the first request.
    address : str or None
        Where the server listens; keys are optional on loopback only. None means everywhere.

    Returns
    -------
    FastAPI
    """
    api = FastAPI(title="Merchlens", version=__version__, dependencies=[Depends(_may_enter)], docs_url="", redoc_url="",
                  description="What a shopping engine sees in product pictures: one by one, or a whole catalog.")
    api.state.open_site, api.state.local = open_site, is_loopback(address)
    api.add_middleware(_Capped, open_site=open_site)
    api.add_exception_handler(MerchlensError, _known)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _of_http)
    api.add_exception_handler(Exception, _unknown)
    api.include_router(routes)
    api.include_router(sales.routes)
    api.add_route("/docs", lambda request: HTMLResponse(docs_page.page(api.openapi())), include_in_schema=False)
    return api


def going_on(open_site: Open) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """What a server does from its start on: work on audits that an earlier process left unfinished."""
    def wake() -> None:
        try:
            audits.continue_unfinished(open_site())
        except MerchlensError as error:  # pages and requests say it too, to somebody who can read it
            log.warning("Audits wait: %s", error)

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        Thread(target=wake, daemon=True).start()
        yield

    return lifespan


def _site(request: Request) -> Site:
    opened: Site = request.app.state.open_site()
    return opened


def _may_enter(request: Request) -> None:
    """A key that is known; or, on loopback and without keys, a request that no web page of a stranger made."""
    keys = [key.strip() for key in _site(request).settings.api_keys.split(",") if key.strip()]
    given = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
    if keys:
        if not any(hmac.compare_digest(given.encode(), key.encode()) for key in keys):
            raise _Stopped(401, "This needs an API key.", "Send one of the site's keys as header X-API-Key.")
        return
    if not request.app.state.local:
        raise _Stopped(401, "This server can be reached from other machines, so the API needs keys, and none are set.",
                       "The operator sets MERCHLENS_API_KEYS, separated by commas.")
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    if not is_loopback(urlsplit(f"//{host}").hostname) or (origin and urlsplit(origin).netloc != host):
        raise _Stopped(403, "Web pages of other sites may not use this API.",
                       "Call it from a program, or set MERCHLENS_API_KEYS and send a key.")


Opened = Annotated[Site, Depends(_site)]


async def in_json(request: Request) -> dict[str, Any]:
    """Fields of a JSON object, without those that are null; empty for a form."""
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        return {}
    try:
        return {name: value for name, value in dict(await request.json()).items() if value is not None}
    except (ValueError, TypeError):
        raise Misuse("The body is not a JSON object.", 'One is {"url": "https://shop.example/a.jpg"}.') from None


Sent = Annotated[dict[str, Any], Depends(in_json)]


@routes.post("/analyses", status_code=201, summary="Judge one picture")
def analyze_picture(site: Opened, sent: Sent, file: Annotated[UploadFile | None, File()] = None,
            url: Annotated[str, Form()] = "") -> dict[str, Any]:
    """Judge one picture, sent as `file` or named by `url` (form or JSON); answers with the schema of an analysis."""
    url = str(sent.get("url", url))
    if bool(file) == bool(url):
        raise Misuse("Either file or url is needed.", "Send a form field, or the address as JSON.")
    if file:
        source = analyze.save_upload(site, file.filename or "upload", file.file.read(site.settings.max_bytes + 1))
    else:
        source = analyze.sources_from_text(site, url)[0]
    return analyze.analyze_now(site, source).to_dict()


@routes.get("/pictures/{picture_id}/preview", summary="A judged picture, at most 640 px", response_class=Response)
def preview(site: Opened, picture_id: str) -> Response:
    """JPEG without metadata."""
    return Response(analyze.preview(site, picture_id), media_type="image/jpeg")


@routes.post("/jobs", status_code=201, summary="Start an audit")
def start(request: Request, site: Opened, sent: Sent, *, source: Annotated[str, Form()] = "",
          file: Annotated[UploadFile | None, File()] = None, kind: Annotated[str, Form()] = "auto",
          rules: Annotated[list[str], Form(default_factory=list)],
          columns: Annotated[list[str], Form(default_factory=list)],
          limit: Annotated[int, Form(ge=0)] = 0) -> dict[str, Any]:
    """Start an audit of `source` (an address) or of an uploaded feed, list of addresses or zip (`file`).

    Fields of a form or of a JSON object. `rules`: a list of rule packs, or `all`. `columns`: an object of a feed's
    fields and their columns, such as `{"image": "photo"}`. A form writes `amazon,google` and `image=photo,price=cost`,
    or sends a field several times.
    """
    source = str(sent.get("source", source))
    if bool(file) == bool(source):
        raise Misuse("Either source or file is needed.", "Send a form field, or the source as JSON.")
    order = audits.AuditRequest(sent.get("kind", kind), _structured(sent.get("rules", rules), names),
                                _structured(sent.get("columns", columns), pairs), sent.get("limit", limit))
    job_id = audits.start_upload(site, file.filename or "upload", file.file, order) if file else \
        audits.start(site, source, order, local=request.app.state.local)
    return _job(audits.job(site, job_id))


@routes.get("/jobs", summary="All audits, the newest first")
def jobs(site: Opened) -> list[dict[str, Any]]:
    """Each with its state and counts."""
    return [_job(job) for job in audits.jobs(site)]


@routes.get("/jobs/{job_id}", summary="One audit: state, counts, rate, time left")
def job(site: Opened, job_id: str) -> dict[str, Any]:
    """`counts` says how many pictures there are of each kind, label and error."""
    return {**_job(audits.job(site, job_id)), "counts": audits.counts(site, job_id)}


@routes.post("/jobs/{job_id}/{order}", summary="Pause, resume or cancel an audit")
def command(site: Opened, job_id: str, order: str) -> dict[str, Any]:
    """What is done stays in each case."""
    orders = {"pause": audits.pause, "resume": audits.resume, "cancel": audits.cancel}
    if order not in orders:
        raise NotFound(f"A job cannot {order[:40]}.", "It can pause, resume and cancel.")
    orders[order](site, job_id)
    return _job(audits.job(site, job_id))


@routes.get("/jobs/{job_id}/results", summary="Results, a page at a time")
def results(site: Opened, job_id: str, *, offset: Annotated[int, Query(ge=0)] = 0,
            limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = PAGE_ROWS,
            where: Annotated[audits.RowFilter, Depends()]) -> dict[str, Any]:
    """Rows in the order of the source; `next` is the offset of the next page, or null."""
    audits.job(site, job_id)  # an unknown one is no empty one
    total = audits.count(site, job_id, where)
    rows = [asdict(row) for row in audits.rows(site, job_id, where, offset=offset, limit=limit)]
    following = offset + len(rows)
    return {"job_id": job_id, "total": total, "offset": offset, "rows": rows,
            "next": following if rows and following < total else None}


@routes.get("/jobs/{job_id}/report", summary="The catalog's opportunity and what to fix first")
def report(site: Opened, job_id: str) -> dict[str, Any]:
    """The numbers of the dashboard's report."""
    return asdict(audits.read_report(site, job_id))


@routes.get("/jobs/{job_id}/export", summary="All results as a file", response_class=FileResponse)
def export(site: Opened, job_id: str, *, wanted: Annotated[str, Query(alias="format")] = "csv") -> FileResponse:
    """`format`: csv, xlsx, parquet, jsonl or html."""
    if wanted not in audits.EXPORTS:
        raise Misuse(f"An export is one of {', '.join(audits.EXPORTS)}, not {wanted[:20]!r}.", "Choose one of them.")
    handle, name = tempfile.mkstemp(suffix=f".{wanted}")
    os.close(handle)
    path = Path(name)
    forget = partial(path.unlink, missing_ok=True)
    try:
        audits.export(site, job_id, path, wanted)
    except BaseException:
        forget()
        raise
    return FileResponse(path, media_type=audits.EXPORTS[wanted], filename=f"merchlens-{job_id}.{wanted}",
                        background=BackgroundTask(forget))


def _structured(value: Any, parse: Callable[[Any], Any]) -> Any:
    """What a form writes as text, parsed; a value of JSON as it is, for the verb to check."""
    is_text = isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))
    return parse(value) if is_text else value


def _job(found: Job) -> dict[str, Any]:
    return asdict(found)


def _said(status: int, error: str, message: str, hint: str) -> JSONResponse:
    return JSONResponse({"error": error, "message": message, "hint": hint}, status)


def _known(request: Request, error: Any) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return _said(status, type(error).__name__, error.message, error.hint)


def _invalid(request: Request, error: Any) -> JSONResponse:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "request"
    return _said(422, "Misuse", f"{where} does not fit: {first['msg']}.", "See /api/docs.")


def _of_http(request: Request, error: Any) -> JSONResponse:
    names = {401: "Refused", 403: "Refused", 404: "NotFound", 413: "TooLarge"}
    hint = error.hint if isinstance(error, _Stopped) else "See /api/docs."
    return _said(error.status_code, names.get(error.status_code, "Misuse"), f"{error.detail.rstrip('.')}.", hint)


def _unknown(request: Request, error: Any) -> JSONResponse:
    number = secrets.token_hex(4)
    log.error("error %s", number, exc_info=error)
    return _said(500, "WorkFailed", "The request failed by a fault of Merchlens.",
                 f"Look for error {number} in the server's log.")


class _Capped:
    """Ends a request whose body is longer than its path may take, while it streams in."""

    def __init__(self, app: ASGIApp, open_site: Open) -> None:
        self._app, self._open = app, open_site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            analysis = scope["path"].endswith("/analyses")
            limit = self._open().settings.max_bytes if analysis else SOURCE_BYTES
            if seen > limit + FORM_BYTES:
                raise _Stopped(413, f"The request has more than {limit / 1e6:g} MB.", "Send a smaller file.")
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)
