"""A page rendered in a process of its own, which ends with all that it started, whatever the page does.

Started as `python -m core.sources.rendering.browser_process FD`, where FD is an inherited socket. It drives Playwright,
which starts the browser. Four things end them: the result, our clock, the memory that they may take, and our own end,
which the process sees at its line. Should even the process be killed, Playwright sees its end, and the browser that of
Playwright.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from core.errors import MerchlensError, WorkFailed
from core.nouns.rendered_page import RenderedPage
from core.processes.launch import end_with_parent, limit_cpu, lower_priority, spawn
from core.processes.process_tree import descendants, kill_descendants, kill_named, memory_mb
from core.processes.tasks import BUG_HINT
from core.settings import Settings
from core.sources.fetching.fetch import Response
from core.sources.rendering.chromium import executable

AT_ONCE = 2  # browsers of one process of ours; further pages wait
GRACE_SECONDS = 15.0  # for starting and ending a browser, beyond the time of the page
CPU_FACTOR = 4.0  # processor seconds for each second of the limit, in each process of the browser
POLL_SECONDS = 0.25
REMOVALS = 40  # tries to remove the browser's folder
_ENVIRONMENT = ("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
_HINT = "Leave rendering off for this page, or raise {}."
_places = threading.BoundedSemaphore(AT_ONCE)


def render_page(page: Response, settings: Settings) -> RenderedPage:
    """Render a page that has been fetched.

    Parameters
    ----------
    page : Response
        Its address, HTML, and content type with the charset.
    settings : Settings
        `render_seconds` and `render_memory_mb` are its limits; `browser` and the limits of fetching hold too.

    Returns
    -------
    RenderedPage

    Raises
    ------
    SetupError
        There is no browser, no Playwright, or it does not start.
    WorkFailed
        The page takes too long or too much memory, or the browser crashed.
    """
    executable(settings)
    with _places:
        start = time.monotonic()
        folder = Path(tempfile.gettempdir(), f"merchlens-page-{os.urandom(8).hex()}")  # made by the process itself
        try:
            process, line = spawn("core.sources.rendering.browser_process", settings)
            try:
                line.send((page, settings, folder))
                return replace(_receive(line, settings), seconds=time.monotonic() - start)
            except (EOFError, OSError):
                raise WorkFailed(f"The browser that rendered {page.url[:200]} ended unexpectedly.",
                                 "Try again, or leave rendering off for this page.") from None
            finally:
                kill_descendants(process.pid)
                process.kill()
                process.wait()
                line.close()
        finally:
            _remove(folder)


def _receive(line: Connection, settings: Settings) -> RenderedPage:
    if not line.poll(settings.render_seconds + GRACE_SECONDS):
        raise WorkFailed(f"Rendering the page took longer than {settings.render_seconds:g} seconds.",
                         _HINT.format("MERCHLENS_RENDER_SECONDS"))
    answer: RenderedPage | MerchlensError = line.recv()
    if isinstance(answer, MerchlensError):
        raise answer
    return answer


class _MemoryWatch:
    """Notes how much memory this process's browser takes, and ends it when that is too much."""

    def __init__(self, megabytes: int) -> None:
        self.most = 0.0
        self.is_over = False
        self._limit = megabytes
        threading.Thread(target=self._watch, daemon=True, name="memory-watch").start()

    def _watch(self) -> None:
        while not self.is_over:
            self.most = max(self.most, memory_mb(descendants(os.getpid())))
            if self.most > self._limit:
                self.is_over = True
                kill_descendants(os.getpid())
            time.sleep(POLL_SECONDS)


def serve(line: Connection) -> None:
    """Receive one page and answer it; runs in the process of its own.

    Parameters
    ----------
    line : Connection
        Receives (Response, Settings, folder) and sends a RenderedPage or a MerchlensError.
    """
    page, settings, folder = line.recv()
    folder.mkdir(mode=0o700)
    _forget_environment(folder)
    end_with_parent(line, lambda: _clean_up(folder))
    limit_cpu(CPU_FACTOR * settings.render_seconds)
    watch = _MemoryWatch(settings.render_memory_mb)
    answer: Any
    try:
        from core.sources.rendering.browse import render  # the driver loads in this process only

        answer = replace(render(page, settings), memory_mb=watch.most)
    except MerchlensError as error:
        answer = error
    except Exception as error:  # noqa: BLE001 - a bug costs one page; the traceback goes to the log
        traceback.print_exc()
        answer = WorkFailed(f"The page could not be rendered: {type(error).__name__}: {str(error)[:200]}.", BUG_HINT)
    if watch.is_over:
        answer = WorkFailed(f"The page needs more memory than the {settings.render_memory_mb:,} MB that it may take.",
                            _HINT.format("MERCHLENS_RENDER_MEMORY_MB"))
    try:
        line.send(answer)
    except ConnectionError:  # nobody waits any more
        _clean_up(folder)


def _forget_environment(folder: Path) -> None:
    """Keep keys and passwords of our environment from a browser that opens strangers' pages."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, HOME=str(folder), TMPDIR=str(folder), LANG="C.UTF-8")


def _clean_up(folder: Path) -> None:
    kill_descendants(os.getpid())
    _remove(folder)


def _remove(folder: Path) -> None:
    """End what still names the browser's folder, and remove it; a process that is ending may still write to it."""
    kill_named(str(folder))
    for _ in range(REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


if __name__ == "__main__":
    with Connection(int(sys.argv[1])) as parent, suppress(EOFError, ConnectionError):
        lower_priority()
        if hasattr(os, "setsid"):
            os.setsid()  # Ctrl+C and signals to our parent's group do not end us before we have cleaned up
        serve(parent)
        os._exit(0)  # threads that still fetch are not waited for
