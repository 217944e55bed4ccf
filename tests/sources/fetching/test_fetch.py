"""Pictures are fetched within time and bytes, and whatever a server does instead is one clear sentence."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import FetchFailed, InputError, NotAPicture, NotFound, TooLarge
from core.sources.fetching import fetch as module
from core.sources.fetching.fetch import fetch, is_url
from tests.sources.internet import JPEG, Page, Shop, failure, site

SOON = 0.4


# ---- what works

def test_a_picture_comes_with_its_final_address_and_type(shop: Shop) -> None:
    response = fetch(shop.url("moved"), site())
    assert response.data == JPEG
    assert response.url == shop.url("shoe.jpg?size=2") and response.content_type == "image/jpeg"


@pytest.mark.parametrize("path", ["packed", "deflated", "claims_nothing", "mislabeled", "status/203"])
def test_odd_but_honest_answers_are_read(shop: Shop, path: str) -> None:
    assert fetch(shop.url(path), site()).data == (b"" if path == "status/203" else JPEG)


def test_it_says_who_asks_and_wants_no_packing(shop: Shop) -> None:
    assert fetch(shop.url("agent_name"), site()).data == f"Merchlens/{module.__version__}|identity".encode()


def test_many_threads_fetch_at_the_same_time(shop: Shop) -> None:
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(lambda number: fetch(shop.url(f"shoe.jpg?{number}"), site()), range(48)))
    assert [result.url for result in results] == [shop.url(f"shoe.jpg?{number}") for number in range(48)]
    assert all(result.data == JPEG for result in results)


def test_a_kept_connection_that_the_server_closed_costs_nothing(shop: Shop) -> None:
    for page in ("hangs_up", "hangs_up", "once", "once", "once"):
        assert fetch(shop.url(page), site()).data == JPEG


def test_an_unchanged_picture_does_not_come_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def tagged(self: Page) -> None:
        if self.headers.get("If-None-Match") == '"one"':
            self.give(b"", 304, ETag='"one"')
        else:
            self.give(b"hello", ETag='"one"')

    monkeypatch.setattr(Page, "tagged", tagged, raising=False)
    first = fetch(shop.url("tagged"), site())
    again = fetch(shop.url("tagged"), site(), etag=first.etag)
    other = fetch(shop.url("tagged"), site(), etag='"two"')
    assert (first.etag, first.unchanged, first.data) == ('"one"', False, b"hello")
    assert (again.unchanged, again.data) == (True, b"")
    assert (other.unchanged, other.data) == (False, b"hello")


def test_proxies_of_the_environment_play_no_part(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(shop.url("shoe.jpg"), site()).data == JPEG


@pytest.mark.parametrize(("text", "yes"), [
    ("https://shop.example/a.jpg", True), (" HTTP://X", True), ("ftp://x/y", True), ("data:image/png;base64,AA", True),
    ("file:///etc/passwd", True), ("blob:https://x/1", True), ("photos/a.jpg", False), ("C:\\photos\\a.jpg", False),
    ("/data/http/a.jpg", False), ("shop.example/a.jpg", False), ("", False),
])
def test_an_address_is_told_from_a_path(text: str, yes: bool) -> None:
    assert is_url(text) is yes


# ---- answers that are no picture

@pytest.mark.parametrize(("path", "error", "words"), [
    ("status/404", NotFound, "nothing at this address (404)"),
    ("status/410", NotFound, "410"),
    ("status/403", FetchFailed, "denies access to this address (403)"),
    ("status/429", FetchFailed, "fewer requests"),
    ("status/500", FetchFailed, "internal error (500)"),
    ("status/503", FetchFailed, "503"),
    ("status/204", FetchFailed, "204"),
    ("status/418", FetchFailed, "418"),
    ("nowhere", FetchFailed, "302"),
    ("loop", FetchFailed, "redirects more than 5 times"),
    ("to?http://[::1", FetchFailed, "address that cannot be read"),
    ("page.jpg", NotAPicture, "web page (HTML)"),
    ("drawing.jpg", NotAPicture, "SVG"),
    ("endless", TooLarge, "more than 0.05 MB"),
    ("claims_gigabytes", TooLarge, "5,000.0 MB"),
    ("bomb", TooLarge, "more than 0.05 MB"),
    ("claims_more", FetchFailed, f"after {len(JPEG):,} bytes"),
    ("reset", FetchFailed, "after 3 bytes"),
    ("half_packed", FetchFailed, "broke off"),
    ("badly_packed", FetchFailed, "damaged gzip answer"),
    ("brotli", FetchFailed, "in the encoding br"),
    ("long_header", FetchFailed, "violated the rules"),
    ("no_http", FetchFailed, "violated the rules"),
])
def test_each_bad_answer_is_one_clear_sentence(shop: Shop, path: str, error: type[InputError], words: str) -> None:
    caught = failure(shop.url(path))
    assert type(caught) is error and words in caught.message
    assert f"127.0.0.1:{shop.port}" in caught.message


def test_who_asks_too_often_learns_when_to_come_back(shop: Shop) -> None:
    assert "in 17 s" in failure(shop.url("status/429")).hint and "in 17 s" in failure(shop.url("status/503")).hint


@pytest.mark.parametrize("path", ["drip", "drip_head", "silent"])
def test_a_slow_server_holds_nobody(shop: Shop, path: str) -> None:
    started = time.monotonic()
    error = failure(shop.url(path), site(SOON))
    assert time.monotonic() - started < 50
    assert isinstance(error, FetchFailed) and f"longer than {SOON} s" in error.message


@pytest.mark.parametrize(("start", "requests"), [("to?/a.jpg?1", 2), ("to?/to?/a.jpg?2", 3)])
def test_redirects_in_a_circle_end_when_the_circle_closes(shop: Shop, start: str, requests: int) -> None:
    """Each `to?X` leads to X; the last one leads back to the first."""
    shop.redirects = {"/a.jpg?1": f"/{start}", "/a.jpg?2": f"/{start}"}
    error = failure(shop.url(start))
    assert isinstance(error, FetchFailed) and "redirects in a circle" in error.message and error.status == 302
    assert len(shop.seen) == requests


def test_the_deadline_covers_all_redirects_together(shop: Shop) -> None:
    started = time.monotonic()
    failure(shop.url("to?/to?/to?/drip"), site(SOON))
    assert time.monotonic() - started < 50


def test_a_silent_name_server_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(60))
    started = time.monotonic()
    assert "longer than" in failure("http://slow.example/", site(SOON)).message
    assert time.monotonic() - started < 50
    never.set()


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "No server answers" in failure(f"http://127.0.0.1:{closed.getsockname()[1]}/").message

    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    error = failure("http://shooop.example/")
    assert isinstance(error, FetchFailed) and "no server called shooop.example" in error.message
