"""The only way out of a rendered page: each of its requests is answered by the guarded fetcher, or not at all."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.errors import MerchlensError
from core.settings import Settings
from core.sources.fetching.fetch import Response, fetch_resource

if TYPE_CHECKING:
    from playwright.async_api import Request, Route

MOST_REQUESTS = 600
MOST_BYTES = 80_000_000  # of all files of a page together
AT_ONCE = 8
TYPES = ("script", "stylesheet", "image", "xhr", "fetch")  # fonts and media move no picture
_PASSED_ON = ("accept", "accept-language", "referer", "origin", "user-agent")


class Gate:
    """Answers the requests of one page.

    Parameters
    ----------
    page : Response
        The page itself, which has been fetched before: the browser gets it once, and may go to no other page.
    settings : Settings
        Limits, and networks that may be asked.
    deadline : float
        Of `time.monotonic`; nothing is fetched after it.

    Attributes
    ----------
    requests, refused : int
        What the page asked for, and what of it was not answered.
    pending : int
        Requests that wait for their answer.
    last : float
        When the newest answer was given, of `time.monotonic`.
    """

    def __init__(self, page: Response, settings: Settings, deadline: float) -> None:
        self.requests = self.refused = self.pending = 0
        self.last = time.monotonic()
        self._page: Response | None = page
        self._settings = settings
        self._deadline = deadline
        self._bytes = 0
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="gate")

    async def answer(self, route: Route) -> None:
        """Answer one request; called by the browser's driver."""
        self.requests += 1
        self.pending += 1
        try:
            response = await self._response(route.request)
            if response is None:
                self.refused += 1
                await route.abort("aborted")  # other reasons put an error page in the place of this one
            else:
                await route.fulfill(body=response.data, headers={"content-type": response.content_type})
        finally:
            self.pending -= 1
            self.last = time.monotonic()

    async def _response(self, request: Request) -> Response | None:
        if request.is_navigation_request():
            page, self._page = self._page, None  # the first is the page; frames and further pages get nothing
            return page
        seconds = min(self._settings.fetch_seconds, self._deadline - time.monotonic())
        if not self._may_ask(request) or seconds <= 0:
            return None
        headers = {name: value for name, value in request.headers.items()
                   if name in _PASSED_ON and value.isascii() and value.isprintable()}
        try:
            response = await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: fetch_resource(request.url, self._settings, headers, seconds=seconds))
        except MerchlensError:
            return None
        self._bytes += len(response.data)
        return response

    def _may_ask(self, request: Request) -> bool:
        return (request.method == "GET" and request.resource_type in TYPES
                and self.requests <= MOST_REQUESTS and self._bytes <= MOST_BYTES)
