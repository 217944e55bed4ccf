"""Routes of uploads that go on after a lost connection: what tus 1.0 (https://tus.io) calls core, creation,
expiration, termination and checksum."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from email.utils import formatdate
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from starlette.requests import ClientDisconnect

from core.doors.api.access import OpenSite
from core.doors.api.errors import TUS, Stopped
from core.doors.api.fields import Fields, read_text
from core.doors.resumable import KINDS, Partial, Resumable, limit_of
from core.errors import Misuse

VERSION, ALGORITHMS = TUS["Tus-Version"], ("sha256", "sha1", "md5")
BODY = "application/offset+octet-stream"
DIFFERS = 460  # as tus has it
routes = APIRouter()


def sent_file(site: OpenSite, fields: Fields, file: Annotated[UploadFile | None, File()] = None,
              upload: Annotated[str, Form()] = "") -> Iterator[UploadFile | None]:
    """The file of a request: sent with it as `file`, or before it, part by part, as the `upload` of that id.

    Raises
    ------
    NotFound
        No such upload.
    Misuse
        Both, or an upload of which some is missing.
    """
    upload_id = read_text(fields, "upload")
    if not upload_id:
        yield file
        return
    if file:
        raise Misuse("Send either file or upload.", "An upload takes the place of a file.")
    found = site.part(Resumable).whole(upload_id)
    with found.path.open("rb") as content:
        yield UploadFile(content, size=found.length, filename=found.name)


SentFile = Annotated[UploadFile | None, Depends(sent_file)]


@routes.options("/uploads", status_code=204, summary="What resumable uploads may be", response_class=Response)
def limits(site: OpenSite) -> Response:
    """Headers of tus: versions, extensions, and `Tus-Max-Size`, in bytes, of the largest kind; `Max-Size-Photo` and
    `Max-Size-File` of each."""
    of_kinds = {kind: limit_of(site.settings, kind) for kind in KINDS}
    return _answer(204, {"Tus-Version": VERSION, "Tus-Extension": "creation,expiration,termination,checksum",
                         "Tus-Checksum-Algorithm": ",".join(ALGORITHMS), "Tus-Max-Size": max(of_kinds.values()),
                         **{f"Max-Size-{kind.capitalize()}": size for kind, size in of_kinds.items()}})


@routes.post("/uploads", status_code=201, summary="Begin a resumable upload", response_class=Response)
def begin(request: Request, site: OpenSite) -> Response:
    """Headers: `Upload-Length` (bytes), and `Upload-Metadata` with `filename` and `kind` (photo, the default, or file:
    a feed, table, list or ZIP), their values in base64. `Location` is the upload's address, which needs no key."""
    _check_version(request)
    said = _metadata(request.headers.get("upload-metadata", ""))
    length = _number(request, "upload-length")
    uploads = site.part(Resumable)
    upload_id = uploads.create(length, said.get("filename", ""), said.get("kind") or KINDS[0])
    address = f"{request.scope.get('root_path', '')}/uploads/{upload_id}"
    return _answer(201, {"Location": address, **_expires(uploads.find(upload_id))})


@routes.get("/uploads/{upload_id}", summary="How far a resumable upload is")
def state(site: OpenSite, response: Response, upload_id: str) -> dict[str, Any]:
    """`offset` of `length` bytes, `name`, `kind`, and when it `expires` (seconds since 1970)."""
    response.headers["Tus-Resumable"] = VERSION
    found = site.part(Resumable).find(upload_id)
    return {"upload_id": found.upload_id, "name": found.name, "kind": found.kind, "offset": found.offset,
            "length": found.length, "expires": found.expires}


@routes.head("/uploads/{upload_id}", summary="Where a resumable upload goes on", response_class=Response)
def offset(request: Request, site: OpenSite, upload_id: str) -> Response:
    """The header `Upload-Offset`. A request that still writes is ended."""
    _check_version(request)
    site.part(Resumable).stop(upload_id)
    found = site.part(Resumable).find(upload_id)
    return _answer(200, {"Upload-Offset": found.offset, "Upload-Length": found.length, "Cache-Control": "no-store",
                         **_expires(found)})


@routes.patch("/uploads/{upload_id}", status_code=204, summary="Send the next bytes", response_class=Response)
async def send(request: Request, site: OpenSite, upload_id: str) -> Response:
    """The body is the bytes from `Upload-Offset` on, as `application/offset+octet-stream`. Optional: `Upload-Checksum`,
    such as `sha256 <base64>`; bytes that do not agree are dropped (460). What has come of a body that was cut counts,
    but not with a checksum."""
    _check_version(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BODY:
        raise Stopped(415, f"The bytes of an upload are sent as {BODY}.", "Set the header Content-Type.")
    uploads, size = site.part(Resumable), request.headers.get("content-length", "")
    writer = uploads.write(upload_id, _number(request, "upload-offset"), int(size) if size.isdecimal() else None,
                           _checksum(request.headers.get("upload-checksum", "")))
    try:
        async for data in request.stream():
            writer.write(data)
        agrees = writer.end()
    except ClientDisconnect:
        return _answer(204, {})  # nobody reads it
    finally:
        writer.close()
    if not agrees:
        raise Stopped(DIFFERS, "These bytes do not agree with their checksum, and were dropped.", "Send them again.")
    found = uploads.find(upload_id)
    return _answer(204, {"Upload-Offset": found.offset, **_expires(found)})


@routes.delete("/uploads/{upload_id}", status_code=204, summary="Delete a resumable upload", response_class=Response)
def remove(request: Request, site: OpenSite, upload_id: str) -> Response:
    """What was made of it stays."""
    _check_version(request)
    site.part(Resumable).remove(upload_id)
    return _answer(204, {})


def _answer(status: int, headers: dict[str, Any]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": VERSION, **{name: str(headers[name])
                                                                              for name in headers}})


def _expires(found: Partial) -> dict[str, str]:
    return {"Upload-Expires": formatdate(found.expires, usegmt=True)}


def _check_version(request: Request) -> None:
    version = request.headers.get("tus-resumable", VERSION)
    if version != VERSION:
        raise Stopped(412, f"Uploads go by version {VERSION} of tus, not {version[:20]}.",
                      f"Send Tus-Resumable: {VERSION}.")


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Misuse(f"The header {name.title()} takes a whole number of bytes, not {text[:20]!r}.",
                     "Send it, such as 1048576.")
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    """Name -> value of the header Upload-Metadata: names with values in base64, commas between them."""
    try:
        pairs = [part.split() for part in text.split(",") if part.strip()]
        return {pair[0].lower(): base64.b64decode("".join(pair[1:2]), validate=True).decode() for pair in pairs}
    except (binascii.Error, ValueError):
        raise Misuse("The header Upload-Metadata is names, each with its value in base64, and commas between them.",
                     "For example: filename c2hlbGYuanBn.") from None


def _checksum(text: str) -> tuple[str, bytes] | None:
    if not text.strip():
        return None
    algorithm, _, digest = text.strip().partition(" ")
    try:
        if algorithm.lower() not in ALGORITHMS:
            raise ValueError
        return algorithm.lower(), base64.b64decode(digest.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Misuse(f"The header Upload-Checksum is one of {', '.join(ALGORITHMS)} and a digest in base64.",
                     "Correct it, or leave it out.") from None
