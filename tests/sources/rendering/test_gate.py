"""The gate's decisions, without a browser: what is answered, by what, and when no more."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest

from core.sources.rendering import gate as gates
from core.sources.rendering.gate import Gate
from tests.sources.internet import LIMIT, Internet, Shop, site
from tests.sources.rendering.rendering_pages import png, response


class Route:
    """A request of a page, and what became of it."""

    def __init__(self, url: str, kind: str = "image", method: str = "GET", **more: Any) -> None:
        self.request = SimpleNamespace(url=url, resource_type=kind, method=method, headers=more.get("headers", {}),
                                       is_navigation_request=lambda: kind == "document")
        self.body: bytes | None = None
        self.content_type = self.reason = ""

    async def abort(self, reason: str) -> None:
        self.reason = reason

    async def fulfill(self, *, body: bytes, headers: dict[str, str]) -> None:
        self.body, self.content_type = body, headers["content-type"]


def answered(gate: Gate, *routes: Route) -> list[bool]:
    async def answer_all() -> None:
        await asyncio.gather(*map(gate.answer, routes))

    asyncio.run(answer_all())
    return [route.body is not None for route in routes]


def open_gate(seconds: float = 10, **settings: Any) -> Gate:
    page = response("<p>Page</p>", "http://shop.example/p")
    return Gate(page, site(seconds=5, networks="127.0.0.1/32", **settings), time.monotonic() + seconds)


def test_the_page_comes_from_memory_and_only_once(shop: Shop) -> None:
    gate = open_gate()
    first, frame = Route("http://shop.example/p", "document"), Route(shop.url("frame"), "document")
    assert answered(gate, first) == [True] and answered(gate, frame) == [False]
    assert first.body == b"<p>Page</p>" and shop.seen == []


def test_files_come_through_the_guarded_fetcher(shop: Shop, internet: Internet) -> None:
    internet.answers = {"inner.example": [["10.0.0.7"]], "meta.example": [["169.254.169.254"]]}
    shop.put("a.png", png(20, 20), "image/png")
    good = Route(shop.url("a.png"), headers={"user-agent": "A browser", "cookie": "secret", "referer": "http://x/\n"})
    bad = [Route(url) for url in ("http://inner.example/a", "http://meta.example/", "http://127.0.0.2/", "file:///a",
                                  shop.url("status/500"), "http://2130706433/")]
    gate = open_gate()
    assert answered(gate, good, *bad) == [True] + [False] * len(bad)
    assert good.content_type == "image/png" and good.body == png(20, 20)
    assert (gate.requests, gate.refused, gate.pending) == (7, 6, 0)
    assert set(internet.dialled) == {"127.0.0.1"}


@pytest.mark.parametrize("kind", ["font", "media", "websocket", "eventsource", "ping", "manifest", "other"])
def test_what_moves_no_picture_is_not_fetched(shop: Shop, kind: str) -> None:
    assert answered(open_gate(), Route(shop.url("shoe.jpg"), kind)) == [False] and shop.seen == []


def test_nothing_is_sent_to_a_server(shop: Shop) -> None:
    assert answered(open_gate(), *(Route(shop.url("shoe.jpg"), "fetch", method) for method in ("POST", "PUT"))) == \
        [False, False]
    assert shop.seen == []


def test_number_bytes_and_time_are_bounded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.put("big.png", b"x" * (LIMIT + 1), "image/png")
    shop.put("half.png", b"x" * (LIMIT // 2), "image/png")
    assert answered(open_gate(), Route(shop.url("big.png"))) == [False], "one file"
    monkeypatch.setattr(gates, "MOST_BYTES", LIMIT // 2 - 1)
    gate = open_gate()
    assert answered(gate, Route(shop.url("half.png"))) == [True]
    assert answered(gate, Route(shop.url("half.png"))) == [False], "all files"
    monkeypatch.setattr(gates, "MOST_REQUESTS", 1)
    gate = open_gate()
    assert answered(gate, Route(shop.url("shoe.jpg"))) + answered(gate, Route(shop.url("shoe.jpg"))) == [True, False]
    start = time.monotonic()
    assert answered(open_gate(seconds=0.5), Route(shop.url("drip"))) == [False], "time"
    assert time.monotonic() - start < 60, "an answer that drips would go on for ever"
    assert answered(open_gate(seconds=-1), Route(shop.url("shoe.jpg"))) == [False]
