"""Both databases, and a catalog, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.site import Site
from tests.catalog.databases import database_url, postgres
from tests.search.made_up_catalog import catalog

__all__ = ["database_url", "postgres"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with catalog(tmp_path / "data") as opened:
        yield opened
