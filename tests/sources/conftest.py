"""The shop and the internet that the tests of this room share."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.sources import fetch as module
from tests.sources.shop import Internet, Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.stopped.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def internet(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    module._pool.cache_clear()
    yield Internet(shop, monkeypatch)
    module._pool.cache_clear()
