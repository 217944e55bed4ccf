"""One site for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crops.small_site import Photos, small_site


@pytest.fixture(scope="module")
def photos_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Photos]:
    """A site with two drawn photos and a worker process."""
    with small_site(tmp_path_factory.mktemp("crops")) as opened:
        yield opened
