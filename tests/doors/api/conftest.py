"""A site with real models, a client of its API, and a shop on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.doors.opening import open_site
from core.settings import Settings, read_settings
from core.site import Site
from tests.doors.api.waiting import HERE, wait_for


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With its models open in one worker process."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1, allow_networks="127.0.0.0/8",
                        max_bytes=3_000_000)
    with open_site(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(site: Site) -> TestClient:
    """A program on the server's machine."""
    return TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE)


@pytest.fixture(scope="session")
def light_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that has opened no model: for requests that never reach one."""
    with Site(read_settings(data_dir=tmp_path_factory.mktemp("light"), workers=1)) as opened:
        yield opened


@pytest.fixture(scope="session")
def light(light_site: Site) -> TestClient:
    """A client of the site without models."""
    return TestClient(app.create(lambda: light_site, "127.0.0.1"), base_url=HERE)


@pytest.fixture(scope="session")
def shop(photos: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two photos and a feed of four rows: two photos, one that is gone, one that is no picture."""
    folder = tmp_path_factory.mktemp("shop")
    for name in ("bus", "coffee"):
        (folder / photos[name].name).write_bytes(photos[name].read_bytes())
    (folder / "page.jpg").write_text("<html>no picture</html>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        rows = [("A1", "Bus", "Toys", "10.50 EUR", "bus.jpg"), ("A2", "=Cup", "Home", "4.00 EUR", "coffee.png"),
                ("A3", "Gone", "Home", "1.00 EUR", "gone.jpg"), ("A4", "Page", "Home", "2.00 EUR", "page.jpg")]
        lines = ["id,title,product_type,price,image_link"]
        lines += [",".join((*row[:4], f"{address}/{row[4]}")) for row in rows]
        (folder / "feed.csv").write_text("\n".join(lines) + "\n")
        Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


@pytest.fixture(scope="session")
def done(client: TestClient, shop: str) -> dict[str, Any]:
    """A finished job over the feed."""
    started = client.post("/jobs", data={"source": f"{shop}/feed.csv", "rules": "amazon,google"})
    assert started.status_code == 201, started.text
    return wait_for(client, started.json()["job_id"])
