"""What doors call: the right request reaches the worker process, and a wrong one does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import flip
from core.catalog import pictures
from core.errors import Misuse, NotFound
from core.flip import verbs
from core.nouns.flip import Edit
from core.settings import Settings


class Site:
    """Records tasks."""

    def __init__(self, folder: Path) -> None:
        self.settings, self.calls = Settings(data_dir=folder), []

    def run(self, *call: Any) -> Any:
        self.calls.append(call)
        return call


def test_requests_reach_the_worker_and_wrong_ones_do_not(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "original", lambda folder, picture_id: Path(f"/inbox/{picture_id}"))
    site: Any = Site(tmp_path)
    flip.flip_picture(site, "f" * 64, target="other", budget=9)
    flip.edited(site, "f" * 64, Edit("rotate", 3.0))
    assert site.calls == [(verbs.FLIP, f"/inbox/{'f' * 64}", "f" * 64, ("other", 9)),
                          (verbs.EDIT, f"/inbox/{'f' * 64}", "f" * 64, (Edit("rotate", 3.0),))]
    with pytest.raises(Misuse, match="budget is a whole number"):
        flip.flip_picture(site, "f" * 64, budget=-1)
    with pytest.raises(NotFound):
        flip.flip_file(site, str(tmp_path / "nowhere.jpg"))
    assert len(site.calls) == 2
