"""A map as a job: pictures that are known are not looked at again, lost ones are left out, a cancel keeps the rest."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, insert, select

from core.catalog import pictures
from core.catalog.store import Store
from core.catalog.tables import items, vectors
from core.errors import Misuse, NotFound, WorkFailed
from core.explore import work
from core.explore.maps import KeptMaps
from core.jobs import vector_work
from core.nouns.job import Job
from core.settings import Settings

JOB = "a" * 16
PICTURES = [f"{number:064d}" for number in range(30)]


class MadeUpPool:
    """Gives each picture a vector at once; some are lost, one has a file that cannot be read."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, task: str, path: str, picture_id: str, model: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append(Path(path).name)
        number = int(Path(path).name)
        if number == 3:
            future.set_exception(WorkFailed("The picture took too long.", "Try a smaller one."))
        else:
            future.set_result(np.eye(8, dtype=np.float32)[number % 8] + np.float32(number / 1000))
        return future


class OpenSite:
    """A real catalog with one job of 30 pictures, whose first two are gone."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder, workers=2)
        self.store, self.pool, self.maps = Store(self.settings.database), MadeUpPool(), KeptMaps(self)
        with self.store.writing() as connection:
            connection.execute(insert(items), [
                {"job_id": JOB, "number": number, "uri_id": name, "uri": "", "candidate": "{}", "shown": 1,
                 "picture_id": name} for number, name in enumerate(PICTURES)])

    def part(self, room: Any) -> KeptMaps:
        return self.maps

    def vectors(self) -> int:
        with self.store.reading() as connection:
            return connection.execute(select(func.count()).select_from(vectors)).scalar_one()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSite]:
    def original(folder: Path, picture_id: str) -> Path:
        if picture_id in PICTURES[:3]:
            raise NotFound("The picture's file is gone.", "Analyze it again.")
        return tmp_path / picture_id

    def preview(folder: Path, picture_id: str) -> Path:
        if picture_id in PICTURES[:2]:
            raise NotFound("This picture is not known here.", "Analyze it first.")
        return tmp_path / picture_id

    monkeypatch.setattr(pictures, "original", original)
    monkeypatch.setattr(pictures, "preview", preview)
    opened = OpenSite(tmp_path)
    yield opened
    opened.store.close()


def job() -> Job:
    return Job("b" * 16, JOB, "job", {}, "running", 1, 1, 0, 0, 0, datetime.now(UTC))


@pytest.mark.slow
def test_every_picture_that_can_be_read_has_a_place_and_is_looked_at_once(site: OpenSite) -> None:
    steps: list[tuple[str, float]] = []
    kind = work.job_kind(site)
    kind.run(job(), lambda step, fraction: steps.append((step, fraction)) or True)
    found = site.maps.of(JOB)
    assert found is not None and list(found.picture_ids) == [PICTURES[2], *PICTURES[4:]]
    assert found.method == "t-sne" and found.neighbors.shape == (27, 10)
    assert sorted(site.pool.asked) == PICTURES[2:] and site.vectors() == 27
    fractions = [fraction for _, fraction in steps]
    assert fractions == sorted(fractions) and fractions[-1] <= 1 and "of 28 photos" in steps[0][0]
    site.pool.asked.clear()
    kind.run(job(), lambda step, fraction: True)
    assert site.pool.asked == [PICTURES[3]], "only the one that failed is tried again"
    assert np.array_equal(site.maps.of(JOB).places, found.places), "the same job gives the same map"


def test_a_cancel_keeps_what_the_model_has_seen(site: OpenSite) -> None:
    work.job_kind(site).run(job(), lambda step, fraction: fraction < 0.2)
    assert site.maps.of(JOB) is None and 0 < site.vectors() < 27


@pytest.mark.slow
def test_no_readable_picture_is_a_clear_end(site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_work, "file_of", lambda site, picture_id: pictures.preview(Path(), PICTURES[0]))
    with pytest.raises(Misuse, match="None of the photos"):
        work.job_kind(site).run(job(), lambda step, fraction: True)
