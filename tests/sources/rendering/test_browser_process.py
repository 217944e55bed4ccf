"""A page in a process of its own: what comes back, and that nothing stays behind, whatever the page or we do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import SetupError, WorkFailed
from core.settings import ROOT
from core.sources.rendering import browser_process
from core.sources.rendering.browser_process import render_page
from tests.sources.internet import Shop
from tests.sources.rendering.rendering_pages import needs_browser, png, processes_of, rendering_site, response

pytestmark = pytest.mark.browser
HANGING = "<img src='/a.png'><script>while (true) {}</script>"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where browsers of a test write to, named by their command lines; a socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="m") as name:
        monkeypatch.setattr(tempfile, "tempdir", name)
        monkeypatch.setenv("TMPDIR", name)
        yield Path(name)


@needs_browser
def test_a_page_comes_back_with_its_cost_and_leaves_nothing(shop: Shop, folder: Path) -> None:
    shop.put("a.png", png(300, 300), "image/png")
    page = render_page(response("<img src='/a.png'>", shop.url("p.html")), rendering_site(folder))
    assert page.pictures[0].original_wh == (300, 300)
    assert 0 < page.seconds < 60 and 20 < page.memory_mb < 1000
    assert_nothing_stays(folder)


@needs_browser
def test_memory_is_bounded(shop: Shop, folder: Path) -> None:
    greedy = "<script>const kept = []; setInterval(() => kept.push(new Uint8Array(40_000_000).fill(1)), 20)</script>"
    with pytest.raises(WorkFailed, match="memory"):
        render_page(response(greedy, shop.url("p.html")), rendering_site(folder, render_memory_mb=500))
    assert_nothing_stays(folder)


@needs_browser
def test_time_is_bounded_also_from_outside(shop: Shop, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_process, "GRACE_SECONDS", -1.5)
    with pytest.raises(WorkFailed, match="longer than 2 seconds"):
        render_page(response("<p>", shop.url("p.html")), rendering_site(folder, render_seconds=2))
    assert_nothing_stays(folder)


@needs_browser
@pytest.mark.parametrize("kill", [os.kill, os.killpg])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_server_leaves_no_browser(shop: Shop, folder: Path, number: int, kill: Callable[..., None]) -> None:
    script = f"""
from pathlib import Path
from tests.sources.rendering.rendering_pages import rendering_site, response
from core.sources.rendering.browser_process import render_page
render_page(response({HANGING!r}, {shop.url("p.html")!r}), rendering_site(Path({str(folder)!r})))
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE)
    wait_for_start(folder)
    kill(parent.pid, number)
    parent.communicate(timeout=60)
    assert_nothing_stays(folder)


@needs_browser
def test_a_killed_rendering_process_leaves_no_browser(shop: Shop, folder: Path) -> None:
    script = f"""
import os, signal, threading, time
from pathlib import Path
from core.processes.process_tree import descendants
from core.sources.rendering.browser_process import render_page
from tests.sources.rendering.rendering_pages import processes_of, rendering_site, response
def kill():
    while len(processes_of("{folder}/merchlens-page-")) < 3:
        time.sleep(0.05)
    os.kill(descendants(os.getpid())[0], signal.SIGKILL)
threading.Thread(target=kill).start()
render_page(response({HANGING!r}, {shop.url("p.html")!r}), rendering_site(Path({str(folder)!r})))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "ended unexpectedly" in done.stderr
    assert_nothing_stays(folder)


def test_without_a_browser_the_hint_says_what_to_install(folder: Path) -> None:
    settings = rendering_site(folder, browser=str(folder / "nothing"))
    with pytest.raises(SetupError) as caught:
        render_page(response("<p>", "http://shop.example/"), settings)
    assert "MERCHLENS_BROWSER" in caught.value.hint or "requirements-render.txt" in caught.value.hint


def wait_for_start(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while len(processes_of(f"{folder}/merchlens-page-")) < 3:
        assert time.monotonic() < deadline, "the browser did not start"
        time.sleep(0.05)


def assert_nothing_stays(folder: Path) -> None:
    """No process and no file of a browser, soon."""
    deadline = time.monotonic() + 60
    while (processes_of(str(folder)) or list(folder.glob("merchlens-page-*"))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_of(str(folder)) == []
    assert list(folder.glob("merchlens-page-*")) == []
