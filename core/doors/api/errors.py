"""Errors as JSON: every answer that is not a success is `{"error": ..., "message": ..., "hint": ...}`."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.errors import (
    Changed,
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

log = logging.getLogger("merchlens.api")
STATUS: dict[type[MerchlensError], int] = {  # the first that fits
    NotAPicture: 415, TooLarge: 413, NotFound: 404, Refused: 403, FetchFailed: 502, Changed: 409, Misuse: 422,
    InputError: 400, SetupError: 503}
NAMES = {401: "Refused", 403: "Refused", 404: "NotFound", 413: "TooLarge"}  # of errors that HTTP raises, else Misuse
HINT = "See /api/docs."
UPLOADS = re.compile(r"(?:\A|/api)/uploads(?:/|\Z)")
TUS = {"Tus-Resumable": "1.0.0", "Tus-Version": "1.0.0"}  # clients of tus read no answer of uploads without them


class Stopped(HTTPException):
    """A request that ends before it reaches a verb; passes FastAPI's reading of forms unchanged.

    Parameters
    ----------
    status : int
        The HTTP status.
    message, hint : str
        What happened and what to do.
    """

    def __init__(self, status: int, message: str, hint: str) -> None:
        super().__init__(status, message)
        self.hint = hint


def add_handlers(api: FastAPI) -> None:
    """Give an application its error handlers."""
    api.add_exception_handler(MerchlensError, _known)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _of_http)
    api.add_exception_handler(Exception, _unknown)


def _answer(request: Request, status: int, error: str, told: tuple[str, str]) -> JSONResponse:
    headers = TUS if UPLOADS.search(request.url.path) else None
    return JSONResponse({"error": error, "message": told[0], "hint": told[1]}, status, headers)


def _known(request: Request, error: Any) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return _answer(request, status, type(error).__name__, (error.message, error.hint))


def _invalid(request: Request, error: Any) -> JSONResponse:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "The request"
    return _answer(request, 422, "Misuse", (f"{field}: {first['msg']}.", HINT))


def _of_http(request: Request, error: Any) -> JSONResponse:
    hint = error.hint if isinstance(error, Stopped) else HINT
    name = NAMES.get(error.status_code, "Misuse")
    return _answer(request, error.status_code, name, (f"{error.detail.rstrip('.')}.", hint))


def _unknown(request: Request, error: Any) -> JSONResponse:
    number = secrets.token_hex(4)
    log.error("error %s", number, exc_info=error)
    return _answer(request, 500, "WorkFailed", ("The request failed. This is a bug in Merchlens. Please report it.",
                                                f"The server's log has the details under error {number}."))
