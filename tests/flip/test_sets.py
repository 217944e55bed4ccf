"""The search over a set: what starts it, what it says before, meanwhile and after, and who is refused."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import analyze, flip
from core.errors import Misuse, NotFound
from core.flip import sets
from core.flip.searches import Searches
from core.nouns.flip import Edit
from core.settings import Settings
from core.site import Site
from tests.audits.finished_audit import finished_audit
from tests.audits.made_up_rows import made_row
from tests.flip.flip_rows import flip_row
from tests.made_up import made_up_analysis


class IdleBoard:
    """A board that works on nothing, so that a job stays as the test has it."""

    def __init__(self, site: Site) -> None:
        self.job, self.cancel, self._store = site.store.job, site.store.cancel, site.store

    def start(self, source: str, source_kind: str, options: dict[str, Any], *, kind: str, offers: object) -> str:
        return self._store.create_job(source, source_kind, options, kind)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(analyze, "analysis_of", lambda site, picture_id: made_up_analysis())
    monkeypatch.setattr(sets, "open_board", IdleBoard)
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def audit(site: Site, score: float = 0.45) -> str:
    return finished_audit(site.store, [made_row(1, picture_id="p1", shoppable_score=score)])


def test_one_search_for_a_job_at_a_time_and_its_result_is_read_meanwhile(site: Any, monkeypatch) -> None:
    job_id = audit(site)
    monkeypatch.setattr("core.models.store.entry", lambda *names: site_model())
    before = flip.flips_of(site, job_id)
    assert before.job is None and before.summary.borderline == 1 and not before.summary.searched
    search = flip.start_flips(site, job_id)
    assert flip.start_flips(site, job_id) == search, "it is under way already"
    Searches(site, job_id).add("a.jpg", flip_row("a.jpg", Edit("crop", 0.04, "left")).search)
    state = flip.flips_of(site, job_id)
    assert state.job and state.job.running and state.summary.gained.by_one == 1
    assert b"Crop 4 % from the left" in flip.flips_csv(site, job_id)
    assert flip.smallest_edits(site, job_id)["id of a.jpg"].after.score == 0.6
    flip.cancel_flips(site, job_id)
    assert flip.flips_job(site, job_id).state == "cancelled" and flip.flips_of(site, job_id).summary.searched == 1
    again = flip.start_flips(site, job_id)
    assert again != search and flip.flips_job(site, job_id).job_id == again


def test_what_cannot_be_searched_is_refused(site: Any) -> None:
    with pytest.raises(Misuse, match="within 0.15 of the threshold"):
        flip.start_flips(site, audit(site, 0.9))
    with pytest.raises(Misuse, match="analyzed by the model i; this site has"):
        flip.start_flips(site, audit(site))
    with pytest.raises(Misuse, match="has not ended"):
        flip.start_flips(site, site.store.create_job("folder", "folder", {}))
    study = site.store.create_job("", "table", {}, "study")
    for ask in (flip.start_flips, flip.flips_of, flip.flips_csv, flip.cancel_flips):
        with pytest.raises(NotFound, match="no analyzed photos"):
            ask(site, study)


def site_model() -> Any:
    return SimpleNamespace(name="i", threshold=lambda key: 0.5)
