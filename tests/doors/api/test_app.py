"""The REST API with real models, a real database and a shop on loopback."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from core import audits
from core.doors.api import app
from core.doors.opening import open_site
from core.nouns.measures import Measures
from core.rules import check as ruling
from core.rules.rule_packs import packs
from core.settings import Settings
from core.site import Site

HERE = "http://127.0.0.1:8501"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1, allow_networks="127.0.0.0/8",
                        max_bytes=3_000_000)
    with open_site(settings) as site:
        yield site


@pytest.fixture(scope="module")
def client(site: Site) -> TestClient:
    return TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE)


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def done(client: TestClient, shop: str) -> dict[str, Any]:
    """A finished job over the feed."""
    started = client.post("/jobs", data={"source": f"{shop}/feed.csv", "rules": "amazon,google"})
    assert started.status_code == 201, started.text
    return ended(client, started.json()["job_id"])


def ended(client: TestClient, job_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        job = client.get(f"/jobs/{job_id}").json()
        if job["state"] not in ("listing", "running"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job did not end: {job}")


def test_one_picture_by_upload_and_by_address_has_the_same_numbers(client, shop, photos):
    with photos["bus"].open("rb") as file:
        sent = client.post("/analyses", files={"file": ("bus.jpg", file)})
    named = client.post("/analyses", data={"url": f"{shop}/bus.jpg"})
    assert sent.status_code == named.status_code == 201
    assert sent.json()["intent"] == named.json()["intent"]
    assert sent.json()["picture_id"] == named.json()["picture_id"]
    assert sent.json()["kind"] == "model_face" and sent.json()["uri"] == "bus.jpg"
    preview = client.get(f"/pictures/{sent.json()['picture_id']}/preview")
    assert preview.headers["content-type"] == "image/jpeg" and preview.content[:2] == b"\xff\xd8"


def test_json_starts_what_a_form_starts(client, shop, photos):
    wish = {"source": f"{shop}/{photos['bus'].name}", "rules": ["amazon"], "limit": 1, "columns": {"image": "photo"}}
    answer = client.post("/jobs", json=wish)
    assert answer.status_code == 201, answer.text
    options = answer.json()["options"]
    assert (options["rules"], options["limit"], options["columns"]) == (["amazon"], 1, {"picture": "photo"})
    for body in ('["a"]', "{", "3"):
        refused = client.post("/jobs", content=body, headers={"content-type": "application/json"})
        assert refused.status_code == 422 and "not a JSON object" in refused.json()["message"]


def test_a_field_that_is_sent_twice_counts_twice(client, shop, photos):
    sent = {"source": f"{shop}/{photos['coffee'].name}", "rules": ["amazon", "google"],
            "columns": ["image=a", "price=b"]}
    answer = client.post("/jobs", data=sent)
    assert answer.status_code == 201, answer.text
    options = answer.json()["options"]
    assert options["rules"] == ["amazon", "google"] and options["columns"] == {"picture": "a", "price": "b"}


def test_a_job_counts_judged_and_failed(done):
    assert (done["state"], done["done"], done["failed"], done["total"]) == ("done", 2, 2, 4)
    assert done["counts"]["error"] == {"NotAPicture": 1, "NotFound": 1}


def test_results_come_in_pages_and_have_the_numbers_of_an_analysis(client, shop, done):
    address = f"/jobs/{done['job_id']}/results"
    first = client.get(address, params={"limit": 3}).json()
    second = client.get(address, params={"limit": 3, "offset": first["next"]}).json()
    rows = first["rows"] + second["rows"]
    assert first["total"] == 4 and first["next"] == 3 and second["next"] is None
    assert [row["product"]["sku"] for row in rows] == ["A1", "A2", "A3", "A4"]
    analysis = client.post("/analyses", data={"url": f"{shop}/bus.jpg"}).json()
    bus = rows[0]
    assert bus["kind"] == analysis["kind"] and bus["scores"] == pytest.approx(analysis["intent"]["scores"], abs=1e-4)
    assert bus["product"]["price"] == 10.5 and bus["product"]["currency"] == "EUR"
    assert set(bus["verdicts"]) == {"amazon", "google"} and bus["measures"]["width"] == 810
    assert rows[2]["error"] == "NotFound" and rows[2]["hint"]


def test_filters_narrow_the_results(client, done):
    failed = client.get(f"/jobs/{done['job_id']}/results", params={"error": "any"}).json()
    found = client.get(f"/jobs/{done['job_id']}/results", params={"text": "cup"}).json()
    assert failed["total"] == 2 and {row["error"] for row in failed["rows"]} == {"NotFound", "NotAPicture"}
    assert [row["product"]["sku"] for row in found["rows"]] == ["A2"]


def test_rows_by_a_broken_rule_are_those_whose_measures_break_it(client, done):
    """The bus is no packshot on white; which rules each picture breaks is asked of the rules once more."""
    rows = client.get(f"/jobs/{done['job_id']}/results", params={"error": "none"}).json()["rows"]
    counts = client.get(f"/jobs/{done['job_id']}").json()["counts"]["broken"]
    today = datetime.now(UTC).date()
    named = {name: pack for name, pack in packs().items() if name in rows[0]["verdicts"]}
    broken = {row["number"]: {f"{name}.{verdict.rule}" for name, pack in named.items()
                              for verdict in ruling.check(Measures.from_dict(row["measures"]), pack, today)
                              if verdict.outcome == "fail"} for row in rows}
    assert "amazon.white_background" in broken[1]
    assert {rule for rule in counts if "." in rule} == set().union(*broken.values())
    for rule in counts:
        found = client.get(f"/jobs/{done['job_id']}/results", params={"broken": rule}).json()
        wanted = [number for number, rules in broken.items() if rule in {part for name in rules for part in
                                                                         (name, name.partition(".")[0])}]
        assert [row["number"] for row in found["rows"]] == wanted and found["total"] == counts[rule] == len(wanted)


@pytest.mark.parametrize("form", sorted(audits.EXPORTS))
def test_exports_come_as_files(client, done, form):
    answer = client.get(f"/jobs/{done['job_id']}/export", params={"format": form})
    assert answer.status_code == 200 and f".{form}" in answer.headers["content-disposition"]
    starts = {"parquet": b"PAR1", "xlsx": b"PK", "html": b"<!", "jsonl": b"{", "csv": b"\xef\xbb\xbfuri,"}
    assert answer.content.lower().startswith(starts[form].lower())
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 4 and rows[1]["title"] == "'=Cup", "a spreadsheet must not run it"


def test_the_report_has_the_opportunity_with_its_interval(client, done):
    worth = client.get(f"/jobs/{done['job_id']}/report").json()["opportunity"]
    assert 0 <= worth["low"] <= worth["count"] <= worth["high"] <= 2 and worth["currency"] == "EUR"


def test_an_upload_is_audited_and_all_jobs_are_listed(client, shop, done):
    feed = f"image\n{shop}/bus.jpg\n".encode()
    started = client.post("/jobs", files={"file": ("../../feed.csv", feed)}).json()
    job = ended(client, started["job_id"])
    assert job["done"] == 1 and job["options"]["name"] == "../../feed.csv"
    assert Path(job["source"]).parent.parent.name == "uploads", "a stranger's name is no path"
    assert [found["job_id"] for found in client.get("/jobs").json()][:1] == [job["job_id"]]


def test_a_job_is_paused_resumed_and_cancelled(client, tmp_path, photos):
    for number in range(60):
        (tmp_path / f"{number:02}.jpg").write_bytes(photos["bus"].read_bytes() + bytes([number]))
    job_id = client.post("/jobs", data={"source": str(tmp_path)}).json()["job_id"]
    assert client.post(f"/jobs/{job_id}/pause").json()["state"] == "paused"
    assert client.post(f"/jobs/{job_id}/resume").json()["state"] in ("listing", "running")
    assert client.post(f"/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    again = client.post(f"/jobs/{job_id}/resume")
    assert again.status_code == 422 and again.json()["error"] == "Misuse"
    assert client.post(f"/jobs/{job_id}/dance").status_code == 404


@pytest.mark.parametrize(("request_", "status", "error"), [
    (("POST", "/analyses", {"files": {"file": ("x.jpg", b"<html>page</html>")}}), 415, "NotAPicture"),
    (("POST", "/analyses", {}), 422, "Misuse"),
    (("POST", "/analyses", {"data": {"url": "http://10.0.0.1/x.jpg"}}), 403, "Refused"),
    (("POST", "/analyses", {"data": {"url": "no address"}}), 422, "Misuse"),
    (("POST", "/analyses", {"files": {"file": ("x.jpg", bytes(3_050_000))}}), 413, "TooLarge"),
    (("POST", "/analyses", {"files": {"file": ("x.jpg", bytes(4_000_000))}}), 413, "TooLarge"),
    (("POST", "/jobs", {"data": {"source": "https://shop.example", "kind": "dance"}}), 422, "Misuse"),
    (("POST", "/jobs", {"data": {"source": "https://shop.example", "rules": "nobody"}}), 422, "Misuse"),
    (("POST", "/jobs", {"data": {"source": "https://shop.example", "limit": "-1"}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "limit": "many"}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "rules": {"amazon": True}}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "columns": {"image": 3}}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "columns": 3}}), 422, "Misuse"),
    (("POST", "/jobs", {"data": {"source": "/nowhere"}}), 404, "NotFound"),
    (("POST", "/jobs", {"files": {"file": ("x.exe", b"MZ")}}), 422, "Misuse"),
    (("GET", "/jobs/0000000000000000", {}), 404, "NotFound"),
    (("GET", "/jobs/0000000000000000/results", {}), 404, "NotFound"),
    (("GET", "/jobs/0000000000000000/export?format=exe", {}), 422, "Misuse"),
    (("GET", "/pictures/../../etc/preview", {}), 404, "NotFound"),
    (("GET", "/nothing", {}), 404, "NotFound"),
])
def test_errors_are_json_with_a_hint(client, request_, status, error):
    method, path, body = request_
    answer = client.request(method, path, **body)
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert list(said) == ["error", "message", "hint"] and said["error"] == error
    assert said["message"].endswith(".") and said["hint"]


def test_a_body_without_end_is_cut_while_it_streams(site):
    sent, answers = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal sent
        start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' if not sent else b""
        sent += 100_000
        return {"type": "http.request", "body": start + bytes(100_000), "more_body": sent < 500_000_000}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": "/analyses", "raw_path": b"/analyses", "query_string": b"",
             "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x")],
             "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
             "http_version": "1.1", "asgi": {"version": "3.0"}}
    asyncio.run(app.create(lambda: site, "127.0.0.1")(scope, receive, send))
    assert answers[0]["status"] == 413
    assert sent < 5_000_000, "the rest was not waited for"


def test_without_keys_only_programs_on_this_machine_may_ask(site, client):
    assert client.get("/jobs", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/jobs", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/jobs", headers={"Origin": HERE}).status_code == 200
    for address in ("0.0.0.0", None, "192.0.2.7"):
        open_to_all = TestClient(app.create(lambda: site, address), base_url=HERE)
        answer = open_to_all.get("/jobs")
        assert answer.status_code == 401 and "MERCHLENS_API_KEYS" in answer.json()["hint"]


def test_a_key_opens_and_others_do_not(site, monkeypatch, tmp_path):
    monkeypatch.setattr(site, "settings", site.settings.model_copy(update={"api_keys": "first, second"}))
    far = TestClient(app.create(lambda: site, "0.0.0.0"), base_url="https://shop.example")
    assert far.get("/jobs").status_code == 401
    assert far.get("/jobs", headers={"X-API-Key": "third"}).status_code == 401
    assert far.get("/jobs", headers={"X-API-Key": "second"}).status_code == 200
    assert far.get("/jobs", headers={"Authorization": "Bearer first"}).status_code == 200
    answer = far.post("/jobs", data={"source": str(tmp_path)}, headers={"X-API-Key": "first"})
    assert answer.status_code == 403, "no folders of the server for people elsewhere"


@pytest.mark.parametrize(("disguise", "kind"), [("file://{}", "auto"), ("file://{}", "folder"), ("local://{}", "store"),
                                                ("file://{}", "urls"), ("http://10.0.0.1/x.jpg\n{}", "urls")])
def test_no_disguise_opens_a_folder_of_the_server(site, photos, tmp_path, disguise, kind):
    (tmp_path / "bus.jpg").write_bytes(photos["bus"].read_bytes())
    far = TestClient(app.create(lambda: site, "0.0.0.0"), base_url=HERE)
    site.settings.api_keys, keys = "first", site.settings.api_keys
    try:
        far.headers["X-API-Key"] = "first"
        source = disguise.format(tmp_path / "bus.jpg" if kind == "urls" else tmp_path)
        answer = far.post("/jobs", data={"source": source, "kind": kind})
        done = 0 if answer.status_code != 201 else ended(far, answer.json()["job_id"])["done"]
    finally:
        site.settings.api_keys = keys
    assert done == 0


def test_a_fault_of_ours_shows_a_number_and_not_its_insides(site, monkeypatch):
    def broken(site: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(audits, "jobs", broken)
    quiet = TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE, raise_server_exceptions=False)
    answer = quiet.get("/jobs")
    assert answer.status_code == 500 and "secret" not in answer.text and "log" in answer.json()["hint"]


def test_the_documentation_lists_every_door(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/analyses", "/jobs", "/jobs/{job_id}", "/jobs/{job_id}/results", "/jobs/{job_id}/export",
            "/jobs/{job_id}/{order}", "/pictures/{picture_id}/preview"} <= set(paths)


def test_the_documentation_is_one_page_that_asks_nobody(client):
    """The page names every route and field of the schema; nothing on it is fetched or run."""
    page, schema = client.get("/docs"), client.get("/openapi.json").json()
    assert page.headers["content-type"].startswith("text/html")
    for path, routes in schema["paths"].items():
        for method, route in routes.items():
            assert f"<b>{method.upper()}</b>/api{path}</p>" in page.text and route["summary"] in unescape(page.text)
            for field in route.get("parameters", []):
                assert f"<code>{field['name']}</code>" in page.text
    assert "<code>columns</code>" in page.text and "curl -X POST -F file=@photo.jpg" in page.text
    assert re.findall(r"(?:src|href)=[\"']?([^\"'> ]+)", page.text) == ["data:,", "openapi.json"]
    assert "<script" not in page.text and "url(" not in page.text and "@import" not in page.text
    assert "default-src 'none'" in page.text
