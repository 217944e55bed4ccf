"""The door of pictures: `GET /img/<signature>/<options>/<picture>`, a crop rendered on the fly by worker processes.

Shops put these addresses into their pages, so visitors need no key: the signature is the permission.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from core import crops
from core.doors.api import errors
from core.site import Site

MAX_AGE = 86_400  # seconds that a browser or a content network need not ask again


def create(open_site: Callable[[], Site]) -> FastAPI:
    """The door as an application to mount.

    Parameters
    ----------
    open_site : callable
        Gives the one site of the process; called at the first request.
    """
    door = FastAPI(title="Crops", docs_url=None, redoc_url=None, openapi_url=None)
    errors.add_handlers(door)

    @door.get("/{signature}/{options}/{picture_id}")
    def picture(request: Request, signature: str, options: str, picture_id: str) -> Response:
        """A file with its entity tag; 304 where the visitor has it already."""
        site, accept = open_site(), request.headers.get("accept", "")
        plan = crops.answer(site, signature, options, picture_id, accept=accept)
        headers = {"etag": f'"{plan.etag}"', "cache-control": f"public, max-age={MAX_AGE}", "vary": "Accept",
                   "content-security-policy": "default-src 'none'"}
        if _has(request.headers.get("if-none-match", ""), plan.etag):
            return Response(status_code=304, headers=headers)
        data = crops.rendered(site, picture_id, plan.rendering)
        return Response(data, media_type=crops.MEDIA[plan.rendering.format], headers=headers)

    return door


def _has(given: str, etag: str) -> bool:
    """Whether If-None-Match (RFC 9110, 13.1.2) names an entity tag."""
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in given.split(",")}
    return etag in tags or "*" in tags
