"""A catalog is imported, indexed and asked; what is wrong with it is told in sentences."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import skus
from core.errors import Misuse, NotFound, Refused
from core.settings import ROOT, Settings
from core.site import Site
from core.vision.skus.index import current, write_index
from tests.skus.made_up import made_up_index

PHOTOS = ROOT / "demo" / "photos"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as opened:
        yield opened


def test_an_empty_catalog_says_what_to_do(site: Site) -> None:
    assert skus.products(site) == [] and skus.index_state(site).products == 0
    for ask in (skus.start_index, skus.index_folder, skus.twins):
        with pytest.raises(NotFound, match="no products yet. Import a catalog"):
            ask(site)
    with pytest.raises(NotFound, match="no product 'A-1'"):
        skus.packshot_of(site, "A-1")
    with pytest.raises(Misuse, match="From 1 to"):
        skus.products(site, limit=0)


def test_an_index_of_another_matcher_is_refused(site: Site) -> None:
    write_index(site.settings.data_dir, made_up_index(2, "sku_matcher_0 a b"))
    with pytest.raises(Misuse, match="made for sku_matcher_0.*Make it again"):
        skus.index_folder(site)
    state = skus.index_state(site)
    assert state.indexed == 2 and not state.is_current
    with pytest.raises(Misuse, match="From 1 to"):
        skus.twins(site, limit=0)


def test_a_folder_of_the_server_is_not_for_other_machines(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="other machines"):
        skus.import_products(site, str(tmp_path), local=False)


@pytest.mark.slow
def test_a_folder_becomes_an_index_that_answers(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "packshots"
    (folder / "SOC-01").mkdir(parents=True)
    for name, to in (("mug-01_1", "MUG-01"), ("cap-01_1", "CAP-01"), ("soc-01_1", "SOC-01/front"),
                     ("mug-01_1", "MUG-99")):
        shutil.copy(PHOTOS / f"{name}.jpg", folder / f"{to}.jpg")
    (folder / "BROKEN.jpg").write_bytes(b"\xff\xd8 no picture")
    job_id = skus.import_products(site, str(folder))
    assert skus.wait_for_index(site, job_id, 120).state == "done"
    came = skus.imported(site, job_id)
    assert (came.products, came.pictures) == (4, 3)
    told = {problem.sku: problem.message for problem in came.problems}
    assert "MUG-99" in told["MUG-01"] and "nothing tells them apart" in told["MUG-01"] and told["BROKEN"]
    assert [one.sku for one in skus.products(site)] == ["CAP-01", "MUG-01", "MUG-99", "SOC-01"]
    assert [one.sku for one in skus.products(site, text="soc")] == ["SOC-01"]
    assert skus.packshot_of(site, "CAP-01").is_file() and skus.index_state(site).waiting == 4

    assert skus.wait_for_index(site, skus.start_index(site), 120).state == "done"
    state = skus.index_state(site)
    assert (state.indexed, state.waiting, state.is_current) == (4, 0, True)
    cap = skus.product(site, "CAP-01").pictures[0]
    assert skus.match(site, cap)[0].sku == "CAP-01"
    pairs = {(pair.first, pair.second): pair for pair in skus.twins(site)}
    assert pairs["MUG-01", "MUG-99"].score > 0.97, "the same picture"

    box = (0.1, 0.1, 0.9, 0.9)
    assert skus.confirm_views(site, "SOC-01", [(cap, box)]) == 1
    first = current(site.settings.data_dir)
    skus.wait_for_index(site, skus.start_index(site), 120)
    assert skus.index_state(site).views == state.views + 1 and current(site.settings.data_dir) != first
    assert skus.withdraw_views(site, "SOC-01", [(cap, box)]) == 1
    with pytest.raises(NotFound):
        skus.confirm_views(site, "NO-SUCH", [(cap, box)])
