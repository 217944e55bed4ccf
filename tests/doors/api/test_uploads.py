"""Uploads that go on: a cut connection and a killed server cost nothing; what is wrong is one sentence."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.doors.resumable import FOLDER, Resumable
from core.settings import ROOT, read_settings
from core.site import Site
from tests.doors.raw_http import answer_of

BODY = {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}


def said(**values: str) -> dict[str, str]:
    return {"Upload-Metadata": ",".join(f"{name} {base64.b64encode(value.encode()).decode()}"
                                        for name, value in values.items())}


def begun(client: TestClient, length: int, **values: str) -> str:
    answer = client.post("/uploads", headers={"Upload-Length": str(length), **said(**values)})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def part(client: TestClient, place: str, data: bytes | Iterator[bytes], offset: str, **headers: str) -> Any:
    return client.patch(place, content=data, headers={**BODY, "Upload-Offset": offset,
                                                      **{name.replace("_", "-"): headers[name] for name in headers}})


def refused(answer: Any, status: int, *words: str) -> None:
    """One clear sentence, and what to do."""
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert all(word in told["message"] for word in words), told
    assert told["message"].endswith(".") and told["hint"].endswith("."), told


def test_limits_are_said_before_anything_is_sent(light: TestClient, light_site: Site) -> None:
    answer = light.options("/uploads")
    assert answer.status_code == 204 and answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Max-Size-Photo"] == str(light_site.settings.max_bytes)
    most, most_file = light_site.settings.max_bytes, light_site.settings.upload_mb * 1_000_000
    assert answer.headers["Tus-Max-Size"] == answer.headers["Max-Size-File"] == str(most_file)
    refused(light.post("/uploads", headers={"Upload-Length": str(most + 1)}), 413, "at most 20 MB")
    begun(light, most), begun(light, most + 1, kind="file")
    file = {"Upload-Length": str(most_file + 1), **said(kind="file")}
    refused(light.post("/uploads", headers=file), 413, "at most 2,000 MB")


@pytest.mark.parametrize(("headers", "status", "word"), [
    ({}, 422, "whole number"), ({"Upload-Length": "-1"}, 422, "whole number"),
    ({"Upload-Length": "0"}, 422, "one byte"),
    ({"Upload-Length": "9", "Upload-Metadata": "filename %%%"}, 422, "base64"),
    ({"Upload-Length": "9", **said(kind="film")}, 422, "photo or file"),
    ({"Upload-Length": "9", "Tus-Resumable": "0.2"}, 412, "version 1.0.0"),
    *(({"Upload-Length": "9", **said(filename=name)}, 422, "without folders") for name in (
        "../../etc/passwd", "a\\b.jpg", "a\0.jpg", "a\r\nSet-Cookie: b", "..", "/x", "a" * 300))])
def test_what_cannot_begin_is_told(light: TestClient, headers: dict[str, str], status: int, word: str) -> None:
    refused(light.post("/uploads", headers=headers), status, word)


def test_parts_come_at_their_offset_and_no_others(light: TestClient, light_site: Site) -> None:
    place = begun(light, 10, filename="shelf.jpg")
    refused(part(light, place, b"ab", "2"), 409, "has 0 bytes", "not go on at 2")
    answer = part(light, place, b"0123", "0")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "4"), answer.text
    refused(part(light, place, b"0123", "0"), 409, "has 4 bytes")
    refused(part(light, place, b"456789A", "4"), 413, "than the 10")
    refused(part(light, place, iter([b"456789", b"A"]), "4"), 413, "than the 10")
    refused(light.patch(place, content=b"45", headers={"Upload-Offset": "4"}), 415, "offset+octet-stream")
    refused(part(light, place, b"45", "x"), 422, "whole number")
    offset = int(light.head(place).headers["Upload-Offset"])
    part(light, place, b"0123456789"[offset:], str(offset))
    state = light.get(place).json()
    assert (state["offset"], state["length"], state["name"]) == (10, 10, "shelf.jpg")
    assert (light_site.settings.data_dir / FOLDER / state["upload_id"]).read_bytes() == b"0123456789"


def test_bytes_that_do_not_agree_are_dropped(light: TestClient) -> None:
    place, right = begun(light, 6), base64.b64encode(hashlib.sha1(b"abc").digest()).decode()
    for data, checksum, status in ((b"abX", f"sha1 {right}", 460), (b"abc", "crc9 AAAA", 422), (b"abc", "sha1 %", 422)):
        refused(part(light, place, data, "0", Upload_Checksum=checksum), status,
                "checksum" if status == 460 else "sha256, sha1, md5")
    assert light.head(place).headers["Upload-Offset"] == "0"
    answer = part(light, place, b"abc", "0", Upload_Checksum=f"sha1 {right}")
    assert answer.headers["Upload-Offset"] == "3"


def test_unknown_deleted_and_unfinished_ones_are_told(light: TestClient) -> None:
    for place in ("/uploads/" + "0" * 32, "/uploads/nothing", "/uploads/..%2F..%2Fcatalogue"):
        assert light.head(place).status_code == 404
        refused(light.get(place), 404, "no upload of this id" if "%" not in place else "")
    place = begun(light, 5)
    upload_id = place.rpartition("/")[2]
    for route, fields in (("/shelf", {}), ("/analyses", {}), ("/jobs", {}), ("/sales", {})):
        refused(light.post(route, data={"upload": upload_id, **fields}), 422, "Only 0 of 5 bytes")
        refused(light.post(route, data={"upload": "f" * 32}), 404, "no upload of this id")
    assert light.delete(place).status_code == 204 and light.get(place).status_code == 404
    both = light.post("/shelf", data={"upload": upload_id}, files={"file": ("a.jpg", b"x")})
    refused(both, 422, "either file or upload")


@pytest.mark.parametrize(("method", "place", "headers", "status"), [
    ("POST", "/uploads", {}, 422), ("POST", "/uploads", {"Upload-Length": "9", "Tus-Resumable": "0.2"}, 412),
    ("POST", "/uploads", {"Upload-Length": "9" * 15}, 413), ("PUT", "/uploads", {}, 405),
    ("POST", "/uploads", {"Origin": "https://evil.example"}, 403), ("GET", "/uploads/no/way", {}, 404),
    *((method, f"/uploads/{'0' * 32}", {**BODY, "Upload-Offset": "0"}, 404) for method in (
        "GET", "HEAD", "PATCH", "DELETE"))])
def test_every_answer_says_the_version_of_tus(light: TestClient, method: str, place: str, headers: dict[str, str],
                                              status: int) -> None:
    answer = light.request(method, place, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["Tus-Resumable"] == answer.headers["Tus-Version"] == "1.0.0"


def test_bugs_and_states_of_uploads_say_the_version_too_and_other_routes_do_not(
        light: TestClient, light_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    place = begun(light, 5)
    assert light.get(place).headers["Tus-Resumable"] == "1.0.0"
    assert "Tus-Resumable" not in light.get("/analyses/unknown").headers
    monkeypatch.setattr(light_site.part(Resumable), "find", lambda upload_id: 1 / 0)
    quiet = TestClient(light.app, base_url=light.base_url, raise_server_exceptions=False)
    answer = quiet.get(place)
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (500, "1.0.0")


def test_an_upload_is_its_own_key_and_nothing_else_is(tmp_path: Path) -> None:
    with Site(read_settings(data_dir=tmp_path, api_keys="first", workers=1)) as site:
        far = TestClient(app.create(lambda: site, "0.0.0.0"), base_url="https://shop.example")
        assert far.post("/uploads", headers={"Upload-Length": "3"}).status_code == 401
        answer = far.post("/uploads", headers={"Upload-Length": "3", "X-API-Key": "first"})
        place = answer.headers["Location"]
        assert far.patch(place, content=b"abc", headers={**BODY, "Upload-Offset": "0"}).status_code == 204
        assert far.post("/shelf", data={"upload": place[-32:]}).status_code == 401
        assert far.get(f"/uploads/{'0' * 32}").status_code == 404
        assert far.get(f"/exports/uploads/{'0' * 32}").status_code == 401, "only the upload's own address"


def test_a_whole_upload_is_taken_like_a_file(client: TestClient, photos: dict[str, Path]) -> None:
    data = photos["coffee"].read_bytes()
    place = begun(client, len(data), filename="cup.png")
    client.patch(place, content=data, headers={**BODY, "Upload-Offset": "0"})
    by_upload = client.post("/analyses", json={"upload": place[-32:]})
    by_file = client.post("/analyses", files={"file": ("cup.png", data)})
    assert by_upload.status_code == 201, by_upload.text
    assert by_upload.json()["picture_id"] == by_file.json()["picture_id"] == hashlib.sha256(data).hexdigest()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The real server on a data folder; killed at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address",
         "127.0.0.1", "--server.headless", "true"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "MERCHLENS_DATA_DIR": str(folder), "MERCHLENS_WORKERS": "1"}, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while answer_of(port, "/_stcore/health", "127.0.0.1")[0] != 200:
            assert time.monotonic() < deadline and process.poll() is None, "the server did not start"
            time.sleep(0.2)
        yield port, process
    finally:
        os.killpg(process.pid, 9)
        process.wait(60)


def asked(port: int, method: str, path: str, body: bytes | None = None,
          **headers: str) -> tuple[int, dict[str, str], Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    found = {name.lower(): value for name, value in answer.getheaders()}
    return answer.status, found, json.loads(text) if text else None


def cut(port: int, path: str, data: bytes, offset: int, sent: int) -> None:
    """Announce all the rest, send some of it, and lose the connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = (f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpload-Offset: {offset}\r\n"
                f"Content-Type: {BODY['Content-Type']}\r\nContent-Length: {len(data) - offset}\r\n\r\n")
        connection.sendall(head.encode() + data[offset:offset + sent])
        time.sleep(0.5)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_cut_connection_and_a_killed_server_cost_nothing(tmp_path: Path) -> None:
    data = (ROOT / "demo" / "shelf" / "shelf.jpg").read_bytes()
    third = len(data) // 3
    with serving(tmp_path) as (port, _):
        status, headers, _ = asked(port, "POST", "/api/uploads", Upload_Length=str(len(data)), **{
            name.replace("-", "_"): value for name, value in said(filename="shelf.jpg").items()})
        place = headers["location"]
        assert status == 201 and place.startswith("/api/uploads/")
        cut(port, place, data, 0, third)
        assert asked(port, "HEAD", place)[1]["upload-offset"] == str(third), "what came before the cut is kept"
        with socket.create_connection(("127.0.0.1", port)) as connection:  # the server dies in the midst of this one
            connection.sendall((f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpload-Offset: {third}\r\n"
                                f"Content-Type: {BODY['Content-Type']}\r\nContent-Length: {len(data) - third}\r\n\r\n"
                                ).encode() + data[third:2 * third])
            time.sleep(0.5)
    with serving(tmp_path) as (port, _):
        offset = int(asked(port, "HEAD", place)[1]["upload-offset"])
        assert third < offset <= 2 * third, "most of what came before the end of the server is kept"
        status, headers, _ = asked(port, "PATCH", place, data[offset:], Upload_Offset=str(offset),
                                   Content_Type=BODY["Content-Type"])
        assert (status, headers["upload-offset"]) == (204, str(len(data)))
        named = json.dumps({"upload": place[-32:], "name": "a"}).encode()
        resumed = asked(port, "POST", "/api/shelf", named, Content_Type="application/json")[2]
        edge = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"shelf.jpg\"\r\n\r\n"
        at_once = asked(port, "POST", "/api/shelf", edge + data + b"\r\n--edge--\r\n",
                        Content_Type="multipart/form-data; boundary=edge")[2]
    assert resumed["picture_id"] == at_once["picture_id"] == hashlib.sha256(data).hexdigest()
    assert resumed["facings"] == at_once["facings"] and len(resumed["facings"]) > 50
