"""The middleware that takes the body of an upload away from Streamlit: see `core.doors.uploads`.

An uploader sends one file as multipart/form-data (RFC 7578): a line with the boundary, the file's headers, a blank
line, the file, and the boundary again.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from functools import partial

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.doors.uploads import Receiving, Uploads

_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")
_BOUNDARY = re.compile(r"""multipart/form-data\s*;.*?boundary="?([^";,\s]{1,200})""", re.IGNORECASE)
_AROUND_BYTES = 64_000  # headers of the file, and what follows it


class NotMultipart(Exception):
    """The body is not one file as an uploader sends it."""


class UploadsOnDisk:
    """Middleware that writes uploads to disk and hands on an empty file in their place.

    Parameters
    ----------
    app : ASGI application
        Streamlit.
    uploads : Uploads
        Takes the files.
    """

    def __init__(self, app: ASGIApp, uploads: Uploads) -> None:
        self._app, self._uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the content of uploads."""
        match = _PATH.search(scope["path"]) if scope["type"] == "http" else None
        if match is None or scope["method"] not in ("PUT", "DELETE"):
            await self._app(scope, receive, send)
        elif scope["method"] == "DELETE":
            await self._app(scope, receive, _when_good(send, partial(self._uploads.remove, match[1], match[2])))
        else:
            await self._put(scope, receive, send, ids=(match[1], match[2]))

    async def _put(self, scope: Scope, receive: Receive, send: Send, *, ids: tuple[str, str]) -> None:
        session_id, file_id = ids
        if not self._uploads.is_active(session_id):
            await self._app(scope, _nothing, send)
            return
        receiving = self._uploads.receive(session_id)
        try:
            around = await _take(Headers(scope=scope).get("content-type", ""), receive, receiving)
        except (NotMultipart, ClientDisconnect):
            receiving.abort()
            await PlainTextResponse("An upload is one file as multipart/form-data.", 400)(scope, receive, send)
            return
        except BaseException:
            receiving.abort()
            raise
        scope = dict(scope, headers=list(scope["headers"]))
        MutableHeaders(scope=scope)["content-length"] = str(len(around))
        kept = False

        def keep() -> None:
            nonlocal kept
            kept = True
            self._uploads.keep(session_id, file_id, receiving.end())

        try:
            await self._app(scope, _once(around, receive), _when_good(send, keep))
        finally:
            if not kept:
                receiving.abort()


async def _take(content_type: str, receive: Receive, receiving: Receiving) -> bytes:
    """Write the file's bytes down; gives the body without them."""
    match = _BOUNDARY.match(content_type)
    if match is None:
        raise NotMultipart
    end = b"\r\n--" + match[1].encode("latin-1")
    head, body, tail = b"", b"", b""
    async for data in _chunks(receive):
        if tail:
            tail += data
        elif head:
            body += data
        else:
            body += data
            head, blank, rest = body.partition(b"\r\n\r\n")
            head, body = (head + blank, rest) if blank else (b"", body)
        if head and not tail:
            body, found, after = body.partition(end)
            kept = len(body) if found else max(0, len(body) - len(end))
            receiving.write(body[:kept])
            body, tail = body[kept:], found + after
        if max(len(head), len(tail), 0 if head else len(body)) > _AROUND_BYTES:
            raise NotMultipart
    if not tail:
        raise NotMultipart
    return head + tail


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


def _when_good(send: Send, act: Callable[[], None]) -> Send:
    """Act before a good answer goes out: the page may ask for the file as soon as the browser has it."""
    async def watched(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] < 300:
            act()
        await send(message)

    return watched


def _once(body: bytes, receive: Receive) -> Receive:
    """The body that is handed on; after it, what the connection says."""
    bodies = [body]

    async def next_message() -> Message:
        if bodies:
            return {"type": "http.request", "body": bodies.pop(), "more_body": False}
        return await receive()

    return next_message


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
