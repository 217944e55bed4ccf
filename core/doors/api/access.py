"""Who may use the API, how large a request may be, and the site that routes work on."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import unquote

from fastapi import Depends, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.doors.api.errors import Stopped
from core.doors.hosts import is_local, is_same_site, known_host
from core.errors import Misuse
from core.settings import Settings
from core.site import Site
from core.words.server_paths import without_paths

SOURCE_BYTES = 200_000_000  # of an uploaded feed, list or zip
UPLOAD = re.compile(r"(?:\A|/api)/uploads/[0-9a-f]{32}\Z")  # an upload's address is secret, and its own key
Shown = TypeVar("Shown")
FORM_BYTES = 100_000  # what the form around a file may take


def _site(request: Request) -> Site:
    site: Site = request.app.state.open_site()
    return site


OpenSite = Annotated[Site, Depends(_site)]


def local(request: Request) -> bool:
    """Whether a request comes from this machine: it may then name files and folders of the server."""
    return is_local(_site(request).settings, request.app.state.address, request.headers)


def shown(request: Request, value: Shown, source: str) -> Shown:
    """A value as this visitor may see it: from other machines without the server's folders; `source` is the job's."""
    return value if local(request) else without_paths(value, source, _site(request).settings.data_dir)


def check_access(request: Request) -> None:
    """Let a request in that has a known key; or, on loopback and without keys, one that no other web page made; or one
    that knows the id of an upload."""
    if "\0" in request.url.path or "\0" in unquote(request.url.query):
        raise Misuse("The address holds a NUL character.", "Remove %00 from it.")
    if UPLOAD.search(request.url.path):
        return
    settings = _site(request).settings
    keys = [key.strip() for key in settings.api_keys.split(",") if key.strip()]
    if keys:
        key = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if not any(hmac.compare_digest(key.encode(), known.encode()) for known in keys):
            raise Stopped(401, "The API key is missing or unknown.", "Send one of the site's keys as header X-API-Key.")
        return
    is_known = known_host(request.headers.get("host", ""), request.app.state.address, settings.hosts)
    if not is_known or not is_same_site(request.headers, settings.hosts):
        raise Stopped(403, "Web pages of other sites cannot use this API.",
                      "Call it from a program, or set MERCHLENS_API_KEYS and send a key.")
    if not local(request):
        raise Stopped(401, "Other machines can reach this server, so the API needs a key, and none is set.",
                      "The operator sets MERCHLENS_API_KEYS to one or more keys, separated by commas.")


class SizeLimit:
    """Middleware that ends a request whose body is longer than its path allows, while it streams in."""

    def __init__(self, app: ASGIApp, open_site: Callable[[], Site]) -> None:
        self._app, self._open_site = app, open_site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the bytes of the body."""
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            limit = _body_limit(scope["path"], self._open_site().settings)
            if total > limit + FORM_BYTES:
                raise Stopped(413, f"The request is larger than {limit / 1e6:g} MB.", "Send a smaller file.")
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)


def _body_limit(path: str, settings: Settings) -> int:
    if UPLOAD.search(path):
        return max(settings.max_bytes, settings.upload_mb * 1_000_000)
    return settings.max_bytes if path.endswith("/analyses") else SOURCE_BYTES
