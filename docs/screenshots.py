"""Takes the pictures of the README: `python -m docs.screenshots`. Needs Debian's chromium and the demo shop.

Opens the demo in a temporary data folder, starts the real server on a free port, and photographs its pages in a real
browser. `--width 800 --out FOLDER` photographs them as a small window shows them.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from core import analyze, demo, shelf, tags
from core.doors.opening import open_site
from core.nouns.analysis import Analysis
from core.nouns.intent import RULE_THRESHOLD
from core.settings import ROOT, read_settings
from core.words.colors import INTENT_COLORS, KIND_COLORS, OUTCOME_COLORS, OUTLINE_COLORS, rgb

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 400_000  # of one picture in the README
HEIGHT = 1000
OWN_COLORS = sorted({"#FFFFFF", *INTENT_COLORS.values(), *KIND_COLORS.values(), *OUTCOME_COLORS.values(),
                     *OUTLINE_COLORS.values()})
START_SECONDS, PAGE_SECONDS = 120.0, 180.0
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Streamlit has finished a page when its script rests, nothing is a placeholder any more and every picture is there.
IS_FINISHED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const waits = document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]');
  return app && app.dataset.testScriptState !== 'running' && !waits
    && [...document.images].every(image => image.complete);
}"""


def main() -> None:
    """Read the options and take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=__doc__)
    parser.add_argument("--width", type=int, default=1440, help="of the window, in pixels (default: 1440)")
    parser.add_argument("--out", type=Path, default=IMAGES, help="folder to write to (default: docs/images)")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only its first screen")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="home, analyze, audits, sales, explain, crops, shelf, "
                        "tags (default: all)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        addresses = _demo_pages(Path(folder))
        with _server(Path(folder)) as server, _window(options.width) as window:
            for page in options.pages or addresses:
                path = options.out / f"{page}.png"
                path.write_bytes(_small(_photo(window, server + addresses[page], whole=options.whole)))
                print(f"{path} ({path.stat().st_size / 1000:.0f} kB)")


def _demo_pages(folder: Path) -> dict[str, str]:
    """Open the demo in a data folder, and return the address of each page with its results."""
    with open_site(read_settings(data_dir=folder)) as site:
        finished = demo.open_demo(site, wait=True)
        photo = min((result for result in analyze.results(site, finished.analysis) if isinstance(result, Analysis)),
                    key=lambda result: abs(result.intent.shoppable_score - RULE_THRESHOLD))
        portrait = next(result for result in analyze.results(site, finished.analysis)
                        if isinstance(result, Analysis) and len(result.faces) == 1)
        job_id = shelf.start_demo(site)
        tagged = tags.start(site, analyze.sources_from_paths(site, _goods()))
        shelf.wait(site, job_id)
        analyze.wait(site, tagged)
    return {"home": "/", "analyze": f"/analyze?job={finished.analysis}", "audits": f"/audits?job={finished.audit}",
            "sales": f"/sales?study={finished.study}",
            "explain": f"/explain?picture={photo.picture_id}&label={photo.intent.shopping.top}",
            "crops": f"/crops?picture={portrait.picture_id}", "shelf": f"/shelf?job={job_id}",
            "tags": f"/tags?job={tagged}"}


def _goods() -> list[str]:
    """Photos of a few kinds of goods of the demo."""
    names = ("tsm-01_1", "tan-01_1", "sun-01_1", "loa-01_1", "mug-01_1", "jar-01_1", "dre-01_1", "jem-01_1")
    return [str(ROOT / "demo" / "photos" / f"{name}.jpg") for name in names]


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The dashboard on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
               "--server.address", "127.0.0.1", "--server.headless", "true"]
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("The server did not start.")


@contextmanager
def _window(width: int) -> Iterator[Any]:
    """A window of the browser, in light colors."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        raise SystemExit("There is no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        window = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme="light")
        window.set_default_timeout(PAGE_SECONDS * 1000)
        yield window
        browser.close()


def _photo(window: Any, address: str, *, whole: bool) -> bytes:
    """A page as PNG, once it is finished."""
    tab = window.new_page()
    tab.goto(address)
    tab.wait_for_selector("h1")
    if whole:  # Streamlit scrolls a part of the page, so the window itself has to grow
        tab.wait_for_function(IS_FINISHED)
        height = tab.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
        tab.set_viewport_size({"width": tab.viewport_size["width"], "height": height})
    rest = 0
    while rest < 3:  # finished, and still so a while later: charts are drawn after the script
        tab.wait_for_function(IS_FINISHED)
        tab.wait_for_timeout(500)
        rest = rest + 1 if tab.evaluate(IS_FINISHED) else 0
    data: bytes = tab.screenshot()
    tab.close()
    return data


def _small(png: bytes) -> bytes:
    """The same picture, with fewer colors where it is over the limit; the product's own colors stay as they are."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    own = [part for color in OWN_COLORS for part in rgb(color)]
    for number in (0, 256, 192, 128, 64):
        small, out = image, io.BytesIO()
        if number:
            rest = number - len(OWN_COLORS)
            palette = Image.new("P", (1, 1))
            palette.putpalette([*own, *(image.quantize(rest).getpalette() or [])[:rest * 3]])
            small = image.quantize(palette=palette, dither=Image.Dither.NONE)
        small.save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


if __name__ == "__main__":
    main()
