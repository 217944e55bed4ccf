"""Vectors are made once, kept in between, and a picture that cannot be read costs no other."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select

from core.catalog.store import Store
from core.catalog.tables import vectors
from core.errors import ModelMissing, NotFound, WorkFailed
from core.jobs import vector_work
from core.settings import Settings


class MadeUpPool:
    """Answers at once; 3 is a bad picture, 99 a missing model."""

    def submit(self, task: str, number: int) -> Future[Any]:
        future: Future[Any] = Future()
        if number in (3, 99):
            future.set_exception(WorkFailed("Too slow.") if number == 3 else ModelMissing("It is gone."))
        else:
            future.set_result(np.full(4, number, np.float32))
        return future


@pytest.fixture
def site(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield SimpleNamespace(settings=Settings(data_dir=tmp_path, workers=2), store=store, pool=MadeUpPool())
    store.close()


def kept(site: Any) -> int:
    with site.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(vectors)).scalar_one()


def asked(*numbers: int) -> list[vector_work.Asked]:
    return [(f"{number:064}", (number,)) for number in numbers]


def test_all_but_the_bad_picture_have_a_vector(site: Any) -> None:
    shares: list[float] = []
    assert vector_work.fill_vectors(site, "task", "m head 1", asked(*range(10)),
                                    progress=lambda step, share: shares.append(share) or True)
    assert kept(site) == 9 and shares == sorted(shares) and shares[-1] < 1


def test_what_was_made_before_the_end_is_kept(site: Any) -> None:
    assert not vector_work.fill_vectors(site, "task", "m head 1", asked(*range(10)),
                                        progress=lambda step, share: share < 0.3)
    assert 0 < kept(site) < 9


def test_a_fault_of_the_place_ends_it(site: Any) -> None:
    with pytest.raises(ModelMissing):
        vector_work.fill_vectors(site, "task", "m head 1", asked(1, 99), progress=lambda step, share: True)


def test_a_picture_without_a_file_is_passed_over(site: Any) -> None:
    assert list(vector_work.files_of(site, ["a" * 64])) == []
    with pytest.raises(NotFound):
        vector_work.file_of(site, "a" * 64)
