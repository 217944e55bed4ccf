"""The shop and the internet that the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.internet import Internet, Shop, connected, served


@pytest.fixture
def shop() -> Iterator[Shop]:
    with served(Shop()) as server:
        yield server


@pytest.fixture
def internet(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with connected(shop, monkeypatch) as world:
        yield world
