"""Both databases for the tests of this folder, and a store in each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.catalog.store import Store
from tests.catalog.databases import database_url, postgres

__all__ = ["database_url", "postgres", "store"]


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:  # noqa: F811 - pytest hands it in by its name
    """An empty catalog in each of the databases."""
    opened = Store(database_url)
    yield opened
    opened.close()
