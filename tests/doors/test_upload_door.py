"""The body of an upload goes to disk however it is cut into pieces; the server's memory does not grow with it."""

from __future__ import annotations

import asyncio
import http.client
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message
from websockets.sync.client import connect

from core.doors.upload_door import UploadsOnDisk
from core.doors.uploads import Uploads

ADDRESS = "/_stcore/upload_file/session/file"
BODY = b'--b1\r\nContent-Disposition: form-data; name="x"; filename="x.csv"\r\n\r\n%s\r\n--b1--\r\n'
FORM = "multipart/form-data; boundary=b1"


class Streamlit:
    """What stands behind the door: it notes the file that it gets, and answers as it is told."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes]] = []
        self.status = 204
        self.app = Starlette(routes=[Route("/_stcore/upload_file/{session}/{file}", self.answer,
                                           methods=["PUT", "DELETE", "OPTIONS"])])

    async def answer(self, request: Request) -> Response:
        if request.method == "PUT":
            files = [file for file in (await request.form()).values() if isinstance(file, UploadFile)]
            self.seen += [(file.filename or "", await file.read()) for file in files]
        return Response(status_code=self.status)


@pytest.fixture
def behind() -> Streamlit:
    return Streamlit()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Uploads]:
    uploads = Uploads(tmp_path / "incoming", 1_000_000, {"session"}.__contains__)
    yield uploads
    uploads.close()


@pytest.fixture
def client(behind: Streamlit, held: Uploads) -> TestClient:
    return TestClient(UploadsOnDisk(behind.app, held))


def content(held: Uploads) -> bytes | None:
    upload = held.find("session", "file")
    return None if upload is None else upload.open().read()


@pytest.mark.parametrize("data", [b"", b"a,b\r\n1,2\r\n", secrets.token_bytes(300_000), b"\r\n--b", b"\r\n--b2--\r\n"])
def test_streamlit_gets_the_name_and_the_disk_the_content(client: TestClient, behind: Streamlit, held: Uploads,
                                                          data: bytes) -> None:
    answer = client.put(ADDRESS, files={"x": ("Größe 1.csv", data, "text/csv")})
    assert answer.status_code == 204 and behind.seen == [("Größe 1.csv", b"")] and content(held) == data
    assert client.delete(ADDRESS).status_code == 204 and content(held) is None


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_body_may_come_in_any_pieces(behind: Streamlit, held: Uploads, size: int) -> None:
    data = b"a\r\n--b\r\n\r\n--b" + bytes(range(256))
    status = put_raw(behind, held, FORM, cut(BODY % data, size))
    assert status == 204 and behind.seen == [("x.csv", b"")] and content(held) == data


@pytest.mark.parametrize(("form", "body"), [
    ("text/csv", b"a,b"), ("multipart/form-data", BODY % b"a"), ("", b""), (FORM, b""), (FORM, b"a" * 200_000),
    (FORM, (BODY % b"no end")[:-10]), (FORM, BODY % b"a" + b"x" * 100_000),
])
def test_what_no_uploader_sends_is_refused_and_kept_nowhere(behind: Streamlit, held: Uploads, tmp_path: Path,
                                                            form: str, body: bytes) -> None:
    assert put_raw(behind, held, form, cut(body, 5000)) == 400
    assert behind.seen == [] and content(held) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_streamlit_refuses_is_not_kept(client: TestClient, behind: Streamlit, held: Uploads,
                                            tmp_path: Path) -> None:
    behind.status = 403
    assert client.put(ADDRESS, files={"x": ("x.csv", b"1", "text/csv")}).status_code == 403
    assert content(held) is None and not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_content_is_there_before_the_answer_is(behind: Streamlit, held: Uploads) -> None:
    """The page runs as soon as the browser has the answer."""
    found: list[bytes | None] = []
    put_raw(behind, held, FORM, [BODY % b"here"], lambda message: found.append(content(held)))
    assert found[0] == b"here"


def test_a_session_that_does_not_exist_writes_nothing(client: TestClient, tmp_path: Path) -> None:
    client.put("/_stcore/upload_file/stranger/file", files={"x": ("x.csv", b"1", "text/csv")})
    assert not list(tmp_path.rglob("*"))


def test_a_file_without_room_is_taken_in_and_says_why(client: TestClient, held: Uploads) -> None:
    assert client.put(ADDRESS, files={"x": ("x.csv", bytes(1_500_000), "text/csv")}).status_code == 204
    upload = held.find("session", "file")
    assert upload is not None and upload.path is None and "room" in str(upload.error)


def test_everything_else_passes(client: TestClient, behind: Streamlit) -> None:
    assert client.options(ADDRESS).status_code == 204 and client.get("/elsewhere").status_code == 404


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start:start + size] for start in range(0, len(data), size)] or [b""]


def put_raw(behind: Streamlit, held: Uploads, form: str, pieces: list[bytes], see: Any = lambda message: None) -> int:
    """Status of a PUT whose body comes in these pieces."""
    messages: list[Message] = []
    waiting = [{"type": "http.request", "body": piece, "more_body": place + 1 < len(pieces)}
               for place, piece in enumerate(pieces)]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        see(message)
        messages.append(message)

    scope = {"type": "http", "method": "PUT", "path": ADDRESS, "raw_path": ADDRESS.encode(), "query_string": b"",
             "headers": [(b"content-type", form.encode()), (b"content-length", str(sum(map(len, pieces))).encode())],
             "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
             "http_version": "1.1", "asgi": {"version": "3.0"}}
    asyncio.run(UploadsOnDisk(behind.app, held)(scope, receive, send))
    return int(messages[0]["status"])


@pytest.mark.slow
def test_eight_large_uploads_do_not_grow_the_server(port: int, server_pid: int) -> None:
    """The real server, a real session, its XSRF token: 8 files of 60 MB at once."""
    session, cookie, token = open_session(port)
    with session:
        session_id = session_id_of(session)
        before = resident_mb(server_pid)
        assert upload(port, session_id, cookie="", token="", size=10) == 403
        peak = before
        for _ in range(8):
            assert upload(port, session_id, cookie=cookie, token=token, size=60_000_000) == 204
            peak = max(peak, resident_mb(server_pid))
    assert peak - before < 60, f"{before:.0f} MB before, {peak:.0f} MB at most"


def open_session(port: int) -> tuple[Any, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/_stcore/health", headers={"Host": f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    answer.read()
    cookies = [line.partition(";")[0] for name, line in answer.getheaders() if name.lower() == "set-cookie"]
    xsrf = next((cookie for cookie in cookies if "xsrf" in cookie), "")
    token = xsrf.partition("=")[2]
    stream = connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None,
                     subprotocols=["streamlit", token] if token else ["streamlit"],
                     additional_headers={"Cookie": xsrf})
    return stream, xsrf, token


def session_id_of(stream: Any) -> str:
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    message = BackMsg()
    message.rerun_script.query_string = ""
    stream.send(message.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(stream.recv(timeout=60))
        if answer.WhichOneof("type") == "new_session":
            return answer.new_session.initialize.session_id


def upload(port: int, session_id: str, *, cookie: str, token: str, size: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    head, tail = BODY.split(b"%s")
    headers = {"Content-Type": FORM, "Content-Length": str(len(head) + size + len(tail)), "Cookie": cookie,
               "X-Xsrftoken": token}
    connection.putrequest("PUT", f"/_stcore/upload_file/{session_id}/{secrets.token_hex(8)}")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(head)
    for start in range(0, size, 1_000_000):
        connection.send(bytes(min(1_000_000, size - start)))
    connection.send(tail)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
