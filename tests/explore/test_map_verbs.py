"""Who asks for a map twice gets the one under way; a set without pictures has none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from core import explore
from core.errors import Misuse, NotFound
from core.explore import map_verbs
from core.explore.pictures import from_rows
from core.settings import Settings
from core.site import Site
from tests.explore.made_up_rows import row


def test_a_map_under_way_is_not_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [row(1)]
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        monkeypatch.setattr(map_verbs, "stored_pictures", lambda site, job_id: from_rows(shown))
        monkeypatch.setattr(map_verbs, "open_board", lambda site: SimpleNamespace(
            start=lambda source, kind_of_source, kind, offers: site.store.create_job(source, kind_of_source, {}, kind),
            job=site.store.job))
        first = explore.start_map(site, "a" * 16)
        assert explore.start_map(site, "a" * 16) == first and explore.start_map(site, "b" * 16) != first
        assert explore.map_job(site, "a" * 16).job_id == first and explore.map_job(site, "c" * 16) is None
        answer = explore.map_answer(site, "a" * 16)
        assert answer["map_job_id"] == first and answer["points"] == [] and answer["state"] == "listing"
        shown.clear()
        with pytest.raises(NotFound, match="no analyzed pictures"):
            explore.start_map(site, "d" * 16)


def test_a_job_without_pictures_has_no_map(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        study = site.store.create_job("", "table", {}, "study")
        with pytest.raises(Misuse, match="no analyzed pictures"):
            explore.picture_map(site, study)
