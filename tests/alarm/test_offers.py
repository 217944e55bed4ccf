"""What an audit offers, and which products are variants of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.alarm.offers import alike_by_name, by_picture, read_offers
from core.catalog.store import Store
from core.nouns.product import Product
from core.settings import Settings
from tests.alarm.made_up_audit import audit_of, offer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(Settings(data_dir=tmp_path).database)
    yield opened
    opened.close()


def test_variants_share_a_group_a_page_or_a_title_without_its_size(store: Store) -> None:
    job_id = audit_of(store, [
        Product("A1", "Shirt", group="G"), Product("A2", "Other words", group="G"),
        Product("B1", "Boots, size 41"), Product("B2", "Boots, size 42"), Product("B3", "Boots XL"),
        Product("C1", "Mug", page="https://shop.example/mug"), Product("C2", "Cup", page="https://shop.example/mug"),
        Product("D1", "Lamp"), Product("D1", "Lamp"), Product()])
    with store.reading() as connection:
        offers = read_offers(connection, job_id)
    assert [found.product for found in offers] == ["A1", "A2", "B1", "B2", "B3", "C1", "C2", "D1", "D1"]
    families = [found.family for found in offers]
    assert len(set(families)) == 4 and families[0] == families[1] and len(set(families[2:5])) == 1
    assert families[5] == families[6] and [found.is_first for found in offers[-2:]] == [True, False]


def test_pictures_with_their_products() -> None:
    one, other, again = offer(1, "Mug", "p"), offer(2, "Pot", "p"), offer(3, "Mug", "p", sku="S1")
    assert list(by_picture([one, other, again])) == [[one, other]]


def test_titles_that_differ_in_their_color_are_alike() -> None:
    assert alike_by_name(offer(1, "Linen shirt, red"), offer(2, "Linen shirt, blue"))
    assert not alike_by_name(offer(1, "Linen shirt"), offer(2, "Plant pot"))
