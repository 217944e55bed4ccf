"""The job looks at what is new only; a cancel writes no index and keeps what was seen."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.catalog.products import enter_products
from core.catalog.store import Store
from core.errors import NotFound
from core.nouns.job import Item, ItemResult, Job
from core.nouns.product import Candidate, Product
from core.settings import ROOT, Settings
from core.skus import views, work
from core.vision.skus.index import current, open_index
from core.vision.skus.look import mean_look
from tests.catalog.test_store import judged
from tests.skus.made_up import made_up_look

JOB = Job("b" * 16, "", "catalog", {}, "running", 1, 1, 0, 0, 0, datetime.now(UTC))


class Pool:
    """Looks at once, but for a picture that cannot be read."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, task: str, path: str, models: Any) -> Future[Any]:
        self.asked.append(path)
        future: Future[Any] = Future()
        if path.endswith("3"):
            future.set_exception(NotFound("Gone.", "Bring it again."))
        else:
            future.set_result([made_up_look(int(path, 16) % 1000)])
        return future


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings = Settings(data_dir=tmp_path, models_dir=ROOT / "models")
    monkeypatch.setattr(work, "file_of", lambda site, picture_id: (picture_id, picture_id))
    made = SimpleNamespace(settings=settings, store=Store(settings.database), pool=Pool())
    enter(made, 1, 2)
    yield made
    made.store.close()


def enter(site: Any, *numbers: int) -> None:
    with site.store.writing() as connection:
        enter_products(connection, [
            ItemResult(Item("a", n, Candidate(f"{n}.jpg", product=Product(sku=f"S{n}", brand="Acme", size="1 l"))),
                       judged(n)) for n in numbers])


def run(site: Any, wanted: bool = True) -> None:
    work.job_kind(site).run(JOB, lambda step, share: wanted)


def test_it_grows_and_a_picture_that_cannot_be_read_is_counted(site: Any) -> None:
    run(site)
    index = open_index(current(site.settings.data_dir))
    assert [sku.sku for sku in index.skus] == ["S1", "S2"] and index.skus[0].brand == "Acme" and len(index) == 2
    assert not list((site.settings.data_dir / "skus" / views.WAITING).rglob("*.npz")), "the index holds them now"
    site.pool.asked.clear()
    enter(site, 3, 4)
    run(site)
    index = open_index(current(site.settings.data_dir))
    assert len(site.pool.asked) == 2 and len(index) == 3 and len(index.about["unread"]) == 1
    assert index.about["names"] == ["S1", "S2", "S4"]


def test_confirmed_crops_and_pictures_of_a_product_make_one_view_of_it(site: Any) -> None:
    model = work.model_name(work.models_of(site.settings))
    for sku, name in (("S2", "x"), ("S2", "y"), ("GONE", "x")):
        views.write(views.confirmed_path(site.settings.data_dir, sku, name), made_up_look(9 + (name == "y")),
                    {"sku": sku, "name": name, "model": model})
    run(site)
    index = open_index(current(site.settings.data_dir))
    assert index.confirmed.tolist() == [False, False, True] and index.skus[index.rows[2]].sku == "S2"
    expected = mean_look([index.look(1), made_up_look(9), made_up_look(10)])
    assert np.abs(index.look(2).cells.astype(int) - expected.cells).max() <= 1
    assert np.array_equal(index.points_of(2)[1], index.points_of(1)[1]), "the points are those of its picture"


def test_a_cancel_writes_nothing(site: Any) -> None:
    run(site, wanted=False)
    assert current(site.settings.data_dir) is None


def test_without_a_readable_picture_it_says_so(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.pool, "submit", lambda *arguments: Pool().submit("", "3", None))
    with pytest.raises(Exception, match="No picture of a product"):
        run(site)
