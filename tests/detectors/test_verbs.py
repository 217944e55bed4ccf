"""What doors call: the request reaches the worker process, and a picture that is not there does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import detectors
from core.catalog import pictures
from core.detectors import verbs
from core.errors import NotFound
from core.settings import Settings


class Site:
    """Records tasks."""

    def __init__(self, folder: Path) -> None:
        self.settings, self.calls = Settings(data_dir=folder), []

    def run(self, *call: Any) -> Any:
        self.calls.append(call)
        return call


def test_requests_reach_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site: Any = Site(tmp_path)
    with pytest.raises(NotFound):
        detectors.look(site, "f" * 64)
    monkeypatch.setattr(pictures, "original", lambda folder, picture_id: Path(f"/inbox/{picture_id}"))
    detectors.look(site, "f" * 64)
    assert site.calls == [(verbs.TRACE, f"/inbox/{'f' * 64}", "f" * 64)]
    assert "faces" in detectors.model_key(site) and "persons" in detectors.model_key(site)
