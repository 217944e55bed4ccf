"""A second audit of a shop asks whether its pictures changed, and fetches and judges only those that did."""

import hashlib
import http.server
import threading
from pathlib import Path

import pytest

from core import audits
from core.doors.opening import open_site
from core.jobs.board import open_board
from core.settings import read_settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


class Shop(http.server.ThreadingHTTPServer):
    """Serves pictures with an ETag and counts what it was asked and what it sent."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.files, self.sent, self.asked = files, [], []


class Page(http.server.BaseHTTPRequestHandler):
    server: Shop

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        body = self.server.files.get(self.path)
        etag = '"' + hashlib.sha256(body or b"").hexdigest()[:12] + '"'
        self.server.asked.append(self.path)
        status = 404 if body is None else 304 if self.headers.get("If-None-Match") == etag else 200
        self.send_response(status)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(body) if status == 200 else 0))
        self.end_headers()
        if status == 200:
            self.server.sent.append(self.path)
            self.wfile.write(body)


@pytest.fixture
def shop(photos: dict[str, Path]):
    server = Shop({"/bus.jpg": photos["bus"].read_bytes(), "/zidane.jpg": photos["zidane"].read_bytes()})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def audited(site, shop: Shop, folder: Path) -> dict[str, str]:
    """Path -> picture id after an audit of the shop's list."""
    pages = folder / "pictures.txt"
    pages.write_text("\n".join(f"http://127.0.0.1:{shop.server_address[1]}{path}" for path in shop.files))
    job_id = audits.start(site, str(pages), audits.AuditRequest("urls"))
    assert site.part(open_board).wait(job_id, 120).state == "done"
    return {row.uri.rpartition("/")[2]: row.picture_id for row in audits.rows(site, job_id)}


def test_an_unchanged_picture_is_not_sent_again(shop: Shop, photos: dict[str, Path], tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "data", workers=1, allow_networks="127.0.0.0/8")
    with open_site(settings) as site:
        first = audited(site, shop, tmp_path)
        assert sorted(shop.sent) == ["/bus.jpg", "/zidane.jpg"]
        shop.sent.clear()
        assert audited(site, shop, tmp_path) == first
        assert shop.sent == []
        shop.files["/bus.jpg"] = photos["coffee"].read_bytes()  # unlike any other: two alike may be sent once or twice
        third = audited(site, shop, tmp_path)
        assert shop.sent == ["/bus.jpg"]
        assert third["bus.jpg"] == hashlib.sha256(photos["coffee"].read_bytes()).hexdigest()
        for path in (tmp_path / "data" / "inbox").iterdir():
            path.unlink()
        assert audited(site, shop, tmp_path) == third
        assert len(shop.sent) == 3, "what is no longer on disk is asked for whole"
