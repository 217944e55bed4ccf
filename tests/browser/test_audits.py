"""A merchandiser audits a shop in a real browser: from the feed's address to the report; one server is killed half-way.

Also draws the README's picture: MERCHLENS_AUDITS_PICTURE=docs/images/audits.png pytest tests/browser/test_audits.py
"""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.images import decode
from core.nouns.measures import FileFacts, Measures
from core.rules import check
from core.rules.measures.measure import measure
from core.rules.rule_packs import packs
from core.settings import ROOT
from tests.browser.choosing import choose_option, click_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
FEED = (  # photo, title, category, price
    ("astronaut", "Flight suit, orange", "Apparel & Accessories > Clothing", "349.00 EUR"),
    ("zidane", "Suit jacket, black", "Apparel & Accessories > Clothing", "189.00 EUR"),
    ("bus", "Rain coat", "Apparel & Accessories > Clothing", "79.00 EUR"),
    ("coffee", "Coffee cup with saucer", "Home & Garden > Kitchen & Dining", "12.50 EUR"),
    ("flower", "Dahlia, silk", "Home & Garden > Decor", "9.90 EUR"),
    ("china", "Poster, pagoda", "Home & Garden > Decor", "24.00 EUR"),
    ("rocket", "Poster, launch", "Home & Garden > Decor", "24.00 EUR"),
    ("chelsea", "Cushion, cat", "Home & Garden > Decor", "29.00 EUR"),
)


@pytest.fixture(scope="module")
def shop(photos: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a feed of nine products: the sample photos, and one photo that is gone."""
    folder = tmp_path_factory.mktemp("shop")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        rows = ["id\ttitle\tproduct_type\tprice\timage_link"]
        for number, (name, title, category, price) in enumerate(FEED, 1):
            (folder / photos[name].name).write_bytes(photos[name].read_bytes())
            rows.append(f"P{number}\t{title}\t{category}\t{price}\t{address}/{photos[name].name}")
        rows.append(f"P9\tVase\tHome & Garden > Decor\t19.00 EUR\t{address}/gone.jpg")
        (folder / "feed.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"{address}/feed.tsv"
        server.shutdown()


class Server:
    """The dashboard with a data folder of its own, which outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "MERCHLENS_DATA_DIR": str(self._folder / "data"), "MERCHLENS_WORKERS": "1",
                       "MERCHLENS_ALLOW_NETWORKS": "127.0.0.0/8"}
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self._port),
                   "--server.headless", "true"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        pytest.fail((self._folder / "log").read_text("utf-8", "replace")[-2000:])

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("audits"))
    yield server
    server.kill()


@pytest.fixture
def page(browser: Any, site: Server) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, base_url=site.address)
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def audited(browser: Any, site: Server, shop: str) -> str:
    """Address of the report of the shop's feed, started through the page once for all tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, base_url=site.address)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto("/audits")
    page.get_by_label("Address of a shop page").fill(shop)
    page.get_by_label("Address of a shop page").press("Enter")
    page.get_by_role("button", name="Start audit").click()
    page.get_by_text("likely to be misread by a shopping engine").wait_for()
    address = page.url
    context.close()
    return address


def shot(page: Any, name: str) -> None:
    """Pictures of a page at two widths for whoever wants to look: MERCHLENS_SHOTS=folder."""
    if folder := os.environ.get("MERCHLENS_SHOTS"):
        for width in (1440, 800):
            page.set_viewport_size({"width": width, "height": 1100})
            page.wait_for_timeout(2000)
            page.screenshot(path=Path(folder) / f"{name}-{width}.png")


def tick(page: Any, row: int, shown: Any) -> None:
    """Choose a row of the table, which is drawn on a canvas; `shown` is what this brings onto the page."""
    table = page.locator("[data-testid=stDataFrame]").first

    def click() -> None:
        table.scroll_into_view_if_needed()
        page.wait_for_timeout(1500)
        box = table.bounding_box()
        page.mouse.click(box["x"] + 16, box["y"] + 36 + 64 * row + 32)

    click_until(click, shown)


def test_from_the_feed_to_the_report(page: Any, audited: str) -> None:
    page.goto(audited)
    page.get_by_text(re.compile(r"About \d of 8 photos (is|are) likely")).wait_for()
    page.get_by_text("95 % interval").wait_for()
    page.get_by_text("1 failed.").wait_for()
    page.locator(".js-plotly-plot .barlayer .point path").first.wait_for()
    page.get_by_role("img", name=re.compile("^Amazon, main image: ")).wait_for()
    assert page.locator(".ml-error").count() == 0
    if wanted := os.environ.get("MERCHLENS_AUDITS_PICTURE"):
        page.set_viewport_size({"width": 1440, "height": 1500})
        page.wait_for_timeout(4000)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(256, kmeans=2, dither=Image.Dither.FLOYDSTEINBERG).save(wanted, optimize=True)


def test_a_click_into_the_chart_lists_those_pictures(page: Any, audited: str) -> None:
    page.goto(audited)
    bar = page.locator(".js-plotly-plot .barlayer .point path").first
    bar.wait_for()

    def click() -> None:
        page.wait_for_timeout(3000)
        box = bar.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    click_until(click, page.get_by_text(re.compile("^Filter: .* × ")))
    assert "category=" in page.url and "label=" in page.url
    page.get_by_role("button", name="Remove filter").click()
    page.get_by_text("Filter: ").wait_for(state="detached")


def test_a_row_opens_the_picture_with_rules_evidence_and_reasons(page: Any, audited: str) -> None:
    page.goto(f"{audited}&view=all")
    page.locator("[data-testid=stDataFrame]").wait_for()
    tick(page, 0, page.locator(".ml-facts", has_text="Flight suit, orange"))
    assert "349.00 EUR" in page.locator(".ml-facts").inner_text()
    page.get_by_text("Amazon, main image: ").first.wait_for()
    evidence = page.locator("img[alt^='Marked on the photo: the parts that break rules of Amazon']")
    evidence.wait_for()
    assert evidence.evaluate("image => image.naturalWidth") > 100
    assert page.locator(".ml-rule").count() > 5
    assert page.locator("[class*='st-key-card-'] .ml-bar").count() == 6
    page.locator("[class*='st-key-card-'] summary", has_text="Why").click()
    page.get_by_alt_text(re.compile("^Heatmap on the photo")).wait_for()  # one click: the overlay needs no second one


def test_one_click_fixes_a_picture_and_the_file_that_is_saved_keeps_the_rules(page: Any, site: Server,
                                                                            tmp_path: Path) -> None:
    """A mug far away on gray paper, stored as PNG: afterwards it is larger, on white, and a JPEG."""
    picture = Image.fromarray(np.random.default_rng(3).normal(246, 1, (1600, 1600, 3)).clip(0, 255).astype(np.uint8))
    ink = ImageDraw.Draw(picture)
    ink.rounded_rectangle((600, 560, 960, 1040), 40, fill=(150, 40, 30))
    ink.rectangle((640, 700, 920, 760), fill=(30, 60, 150))
    picture.save(tmp_path / "mug.png")
    before = measured(tmp_path / "mug.png")
    page.goto("/audits")
    page.get_by_label("Address of a shop page").fill(str(tmp_path))
    page.get_by_label("Address of a shop page").press("Enter")
    page.get_by_role("button", name="Start audit").click()
    page.get_by_text(re.compile("^Finished:")).wait_for()
    page.goto(f"{page.url}&view=all")
    page.locator("[data-testid=stDataFrame]").wait_for()
    fix = page.get_by_role("button", name="Apply automatic fixes").first
    tick(page, 0, fix)
    fix.click()
    page.get_by_text(re.compile("^Checked again: no rule broken|^Checked again: .*needs? review")).wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the fixed photo").click()
    saved = Path(download.value.path())
    after = measured(saved)
    assert Image.open(saved).format == "JPEG" and Image.open(saved).getpixel((3, 3)) == (255, 255, 255)
    assert broken(before) >= {"white_background", "fill"}
    assert broken(after) & {"white_background", "fill", "jpeg"} == set(), broken(after)
    assert after.reach > 0.85 > before.reach
    shot(page, "fix")


def measured(path: Path) -> Measures:
    """A file's measures, without a page or a database."""
    data = path.read_bytes()
    found = decode.decode(data, path.name, max_pixels=50_000_000)
    return measure(found.image, FileFacts(decode.sniff(data), len(data), found.size_wh))


def broken(found: Measures) -> set[str]:
    """Amazon's rules that a picture fails today."""
    verdicts = check.check(found, packs()["amazon"], datetime.now(UTC).date())
    return {verdict.rule for verdict in verdicts if verdict.outcome in ("fail", "warn")}


def test_the_pictures_of_a_broken_rule_are_listed(page: Any, audited: str) -> None:
    page.goto(audited)
    choose_option(page, "Photos that break a rule", re.compile(r"^Amazon, main image: Pure white background \(\d\)"))
    page.get_by_text("Filter: breaks Amazon, main image: Pure white background").wait_for()
    page.wait_for_url(re.compile("broken=amazon.white_background"))
    page.locator("[data-test-script-state=notRunning]").wait_for()
    pytest.importorskip("playwright.sync_api").expect(page.locator("[data-testid=stDataFrame]")).to_have_count(1)
    shot(page, "broken")
    page.get_by_role("button", name="Remove filter").click()
    page.get_by_text("Filter: breaks").wait_for(state="detached")


def test_the_documentation_of_the_api_opens_where_there_is_no_internet(browser: Any, site: Server) -> None:
    context, asked, said = browser.new_context(viewport={"width": 1440, "height": 1000}), [], []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))

    def own_server_only(route: Any) -> None:
        asked.append(route.request.url)
        route.continue_() if route.request.url.startswith(site.address) else route.abort()

    page.route("**/*", own_server_only)
    page.goto(f"{site.address}/api/docs")
    page.get_by_role("heading", name="Start an audit").wait_for()
    assert page.locator("section").count() >= 9
    assert asked == [f"{site.address}/api/docs"] and said == []
    shot(page, "docs")
    context.close()


def test_the_table_leaves_as_csv_and_the_report_as_html(page: Any, audited: str) -> None:
    page.goto(audited)
    page.get_by_role("button", name="Download").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == 9 and [row["error"] for row in rows][-1] == "NotFound"
    with page.expect_download() as download:
        page.get_by_role("button", name="Report (HTML)").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "data:image/jpeg;base64," in text and "<script src" not in text


def test_an_audit_survives_a_killed_server_and_its_address_still_works(page: Any, site: Server, audited: str,
                                                                      tmp_path: Path) -> None:
    draw = np.random.default_rng(7)
    for number in range(60):
        Image.fromarray(draw.integers(0, 255, (500, 500, 3), np.uint8)).save(tmp_path / f"{number:03}.png")
    page.goto("/audits")
    page.get_by_label("Address of a shop page").fill(str(tmp_path))
    page.get_by_label("Address of a shop page").press("Enter")
    page.get_by_role("button", name="Start audit").click()
    page.locator("[class*='st-key-newest'] img").first.wait_for()
    address = page.url
    assert page.get_by_role("button", name="Cancel").is_visible()
    site.kill()
    site.start()
    page.goto(address)
    page.get_by_text(re.compile("^60 photos analyzed")).wait_for(timeout=200_000)
    page.goto(audited)
    page.get_by_text("likely to be misread by a shopping engine").wait_for()


def test_usable_at_800_pixels(page: Any, audited: str) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    page.goto(audited)
    page.locator("[data-testid=stDataFrame]").wait_for()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 800


def test_the_api_answers_beside_the_page(site: Server, audited: str) -> None:
    job_id = audited.partition("job=")[2].partition("&")[0]
    with urllib.request.urlopen(f"{site.address}/api/jobs/{job_id}") as answer:
        assert b'"state":"done"' in answer.read()
