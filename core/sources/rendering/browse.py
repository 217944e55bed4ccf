"""Opening one page in a browser, scrolling it once, and looking at what it shows; runs in a process of its own."""

from __future__ import annotations

import asyncio
import base64
import socket
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Error, Playwright, async_playwright

from core.errors import SetupError, WorkFailed
from core.nouns.rendered_page import RenderedPage, RenderedPicture
from core.settings import Settings
from core.sources.fetching.fetch import AGENT, Response
from core.sources.rendering.chromium import executable, has_sandbox, switches
from core.sources.rendering.gate import Gate

VIEWPORT_WH = (1366, 768)
QUIET_SECONDS = 0.4  # without a request, after which a page is at rest
STEPS = 25  # of scrolling, a window's height each
STEP_SECONDS = 0.1  # for scripts that load what comes into view
SCRIPT_SECONDS = 4.0  # after which a script that does not end is stopped
LOOK_SECONDS = 5.0  # that looking at a page may take
FIRST_SHARE, SCROLLED_SHARE = 0.5, 0.75  # of the time, before scrolling and after it
SCREENSHOT_BYTES, HTML_CHARACTERS = 3_000_000, 20_000_000
MAX_PIXELS = 10**6  # of a plausible page
_POLL_SECONDS = 0.05
_HINT = "Leave rendering off for this page; its HTML is read without a browser."
_ENDLESS = "A script of the page did not end and was stopped."
_RESTLESS = "The page still loaded files when its time was over."


def render(page: Response, settings: Settings) -> RenderedPage:
    """Open a page and look at it; `seconds` and `memory_mb` are left open.

    Parameters
    ----------
    page : Response
        The page as its server sent it.
    settings : Settings
        Limits, and where the browser is.

    Raises
    ------
    SetupError
        The browser does not start.
    WorkFailed
        The page keeps the browser so busy that it cannot be looked at.
    """
    return asyncio.run(_render(page, settings))


async def _render(page: Response, settings: Settings) -> RenderedPage:
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        async with async_playwright() as playwright:
            browser = await _launch(playwright, settings, dead.getsockname()[1])
            start = time.monotonic()
            gate = Gate(page, settings, start + settings.render_seconds)
            context = await _context(browser, gate)
            window = await context.new_page()
            visit = _Visit(await context.new_cdp_session(window), gate, start, settings.render_seconds)
            with suppress(Error):  # what came is looked at
                await window.goto(page.url, wait_until="commit", timeout=1000 * visit.left(FIRST_SHARE))
            try:
                return await visit.run(page.url)
            except Error:
                raise WorkFailed("The page made the browser crash.", _HINT) from None


async def _launch(playwright: Playwright, settings: Settings, dead_port: int) -> Browser:
    try:
        return await playwright.chromium.launch(
            executable_path=executable(settings), chromium_sandbox=has_sandbox(), args=switches(dead_port),
            timeout=1000 * settings.render_seconds, handle_sigint=False, handle_sigterm=False, handle_sighup=False)
    except Error as error:
        if "sandbox" in error.message.lower().replace("--no-sandbox", ""):
            raise SetupError(f"The browser {executable(settings)} cannot confine its pages on this system.",
                             "Allow user namespaces to ordinary users, or install the browser of your distribution "
                             "with its sandbox (chromium-sandbox).") from None
        reason = error.message.partition("\n")[0][:200]
        raise SetupError(f"The browser {executable(settings)} did not start: {reason}.",
                         "Start it by hand to see why; MERCHLENS_BROWSER names another one.") from None


async def _context(browser: Browser, gate: Gate) -> BrowserContext:
    """A window without a past: no cookies, downloads, service workers, sockets or permissions."""
    agent = f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " \
            f"Chrome/{browser.version.partition('.')[0]}.0.0.0 Safari/537.36 {AGENT}"
    context = await browser.new_context(
        viewport={"width": VIEWPORT_WH[0], "height": VIEWPORT_WH[1]}, user_agent=agent, locale="en-US",
        accept_downloads=False, service_workers="block", reduced_motion="reduce")
    await context.route("**/*", gate.answer)
    await context.route_web_socket("**/*", lambda web_socket: web_socket.close())
    return context


class _Visit:
    """One page in a window: waiting, scrolling and looking, each within the time that is left."""

    def __init__(self, session: CDPSession, gate: Gate, start: float, seconds: float) -> None:
        self._session, self._gate, self._start, self._seconds = session, gate, start, seconds
        self._world = 0
        self._notes: list[str] = []

    def left(self, share: float = 1.0) -> float:
        """Seconds until a share of the time is over."""
        return max(0.05, self._start + share * self._seconds - time.monotonic())

    async def run(self, url: str) -> RenderedPage:
        await self._enter()
        await self._rest(FIRST_SHARE)
        first = await self._ask("page.look()")
        screenshot = await self._screenshot()
        await self._scroll()
        await self._rest(SCROLLED_SHARE)
        html = str(await self._ask("page.written()"))[:HTML_CHARACTERS]
        return RenderedPage(url, _pictures(first), VIEWPORT_WH, screenshot, html, self._gate.requests,
                            self._gate.refused, " ".join(self._notes))

    async def _enter(self) -> None:
        """Make a world of our own in the page."""
        tree = await self._send("Page.getFrameTree")
        world = await self._send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
        self._world = world["executionContextId"]
        await self._evaluate(f"globalThis.page = {_script()}; true")

    async def _rest(self, share: float) -> None:
        """Wait until the page is complete and asks for nothing more."""
        end = time.monotonic() + self.left(share)
        while time.monotonic() < end:
            is_quiet = not self._gate.pending and time.monotonic() - self._gate.last > QUIET_SECONDS
            if is_quiet and await self._ask("page.isComplete()"):
                return
            await asyncio.sleep(_POLL_SECONDS)
        self._note(_RESTLESS)

    async def _scroll(self) -> None:
        """To the end of the page, and up again; pages without an end are left after some screens."""
        for step in range(1, STEPS + 1):
            height = int(await self._ask(f"page.scrollTo({step * VIEWPORT_WH[1]})"))
            await asyncio.sleep(STEP_SECONDS)
            if (step + 1) * VIEWPORT_WH[1] >= height or time.monotonic() > self._start + SCROLLED_SHARE * self._seconds:
                break
        await self._ask("page.scrollTo(0)")

    async def _screenshot(self) -> bytes:
        with suppress(asyncio.TimeoutError, Error):
            answer = await asyncio.wait_for(self._session.send(
                "Page.captureScreenshot", {"format": "jpeg", "quality": 80}), min(LOOK_SECONDS, self.left()))
            data = base64.b64decode(answer["data"])
            return data if len(data) <= SCREENSHOT_BYTES and data.startswith(b"\xff\xd8\xff") else b""
        return b""

    async def _ask(self, expression: str) -> Any:
        """The value of an expression of `page.js`."""
        try:
            return await self._evaluate(expression)
        except Error:  # the page has replaced itself, and our world in it
            await self._enter()
            return await self._evaluate(expression)

    async def _evaluate(self, expression: str) -> Any:
        answer = await self._send("Runtime.evaluate", {
            "expression": expression, "contextId": self._world, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise WorkFailed("The page has put its own document out of order, so its pictures cannot be listed.", _HINT)
        return answer["result"].get("value")

    async def _send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the browser; where a script of the page does not let it answer, that script is stopped."""
        with suppress(asyncio.TimeoutError):
            return await asyncio.wait_for(self._session.send(method, parameters), SCRIPT_SECONDS)
        self._note(_ENDLESS)
        try:
            await asyncio.wait_for(self._session.send("Runtime.terminateExecution"), SCRIPT_SECONDS)
            return await asyncio.wait_for(self._session.send(method, parameters), LOOK_SECONDS)
        except TimeoutError:
            raise _busy() from None

    def _note(self, sentence: str) -> None:
        if sentence not in self._notes:
            self._notes.append(sentence)


def _pictures(answer: Any) -> tuple[RenderedPicture, ...]:
    pictures = []
    for item in answer["pictures"]:
        x, y, width, height, own_w, own_h = (max(-MAX_PIXELS, min(MAX_PIXELS, int(value)))
                                             for value in (*item["xywh"], *item["original_wh"]))
        pictures.append(RenderedPicture(
            str(item["address"]), str(item["tag"]), (x, y, max(0, width), max(0, height)), (own_w, own_h),
            item["z_index"], bool(item["has_src"]), bool(item["is_visible"]), bool(item["in_component"])))
    return tuple(pictures)


def _busy() -> WorkFailed:
    return WorkFailed("The page keeps the browser so busy that its pictures cannot be listed.",
                      _HINT)


@cache
def _script() -> str:
    return Path(__file__).with_name("page.js").read_text(encoding="utf-8")
