"""Unknown facings of the demo's shelf become groups; a group becomes a product whose facings are recognized."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import shelf, skus
from core.errors import Misuse, NotFound
from core.nouns.product import Product
from core.nouns.shelf import NOT_A_PRODUCT
from core.nouns.source import Source
from core.settings import ROOT, Settings
from core.site import Site
from tests.shelf.test_verbs import true_sku

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
KNOWN = 3  # products that are imported; the others are new


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo's shelf, read with a few of its products in the catalog."""
    folder = tmp_path_factory.mktemp("site")
    with Site(Settings(data_dir=folder / "data", workers=1)) as opened:
        assert shelf.wait(opened, skus.import_products(opened, str(feed(folder)), columns={"picture": "photo"})
                          ).state == "done"
        job_id = shelf.start(opened, [Source("shelf", path=ROOT / "demo" / "shelf" / "shelf.jpg")], "Demo shelf")
        assert shelf.wait(opened, job_id).state == "done"
        yield opened


def feed(folder: Path) -> Path:
    """The first products of the demo."""
    with (ROOT / "demo" / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shutil.copytree(ROOT / "demo" / "photos", folder / "photos")
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows[:KNOWN])
    return folder / "products.csv"


def test_groups_are_of_one_product_and_become_one(site: Site) -> None:
    assert shelf.new_products(site) == [] and shelf.newcomers_job(site) is None
    assert shelf.wait(site, shelf.look_for_newcomers(site)).state == "done"
    found = shelf.new_products(site)
    assert found and all(len(one.members) >= 3 for one in found)
    pure = [max(np.unique([true_sku(facing.xyxy) for _, facing in one.members], return_counts=True)[1])
            for one in found]
    assert sum(pure) >= 0.85 * sum(len(one.members) for one in found), "groups are of one product"

    first = found[0]
    with pytest.raises(Misuse, match="needs a SKU"):
        shelf.make_newcomer(site, first.key, Product(sku=" "))
    with pytest.raises(Misuse, match="There is a product"):
        shelf.make_newcomer(site, first.key, Product(sku=skus.products(site)[0].sku))
    number = shelf.make_newcomer(site, first.key, Product(sku="NEW-1", title="A new one"), author="Ann")
    assert number == len(first.members) and skus.product(site, "NEW-1").title == "A new one"
    assert 1 <= len(skus.product(site, "NEW-1").pictures) <= 3
    reading, facing = first.members[0]
    now = next(one for one in shelf.reading(site, reading.reading_id).facings if one.xyxy == facing.xyxy)
    assert now.said == "NEW-1" and first.key not in {one.key for one in shelf.new_products(site)}
    assert skus.wait_for_index(site, skus.start_index(site)).state == "done"
    again = shelf.read_now(site, Source("again", path=ROOT / "demo" / "shelf" / "shelf.jpg"), "Demo shelf")
    assert sum(one.answer.sku == "NEW-1" for one in again.facings) >= 1, "confirmed facings are views of it"


def test_a_group_is_no_product_or_a_known_one(site: Site) -> None:
    assert shelf.wait(site, shelf.look_for_newcomers(site)).state == "done"
    first, *_ = shelf.new_products(site)
    with pytest.raises(NotFound, match="no product 'UNICORN'"):
        shelf.answer_newcomer(site, first.key, "UNICORN")
    with pytest.raises(Misuse, match="Nothing was said"):
        shelf.answer_newcomer(site, first.key, "")
    shelf.answer_newcomer(site, first.key, NOT_A_PRODUCT)
    assert first.key not in {one.key for one in shelf.new_products(site)}
    with pytest.raises(NotFound, match="no group"):
        shelf.answer_newcomer(site, first.key, NOT_A_PRODUCT)
