"""A picture whose tags contradict title or feed by type or gender raises an alarm; neighbors and doubts do not."""

import json

import pytest

from core.alarm.tags import TABLE, gender_alarms, type_alarms
from tests.alarm.made_up_audit import offer

SHOES = [("fashion", 0.99), ("shoes", 0.98), ("sneaker", 0.97)]
LAMP = [("home", 0.99), ("lighting", 0.99)]
NAME = f"{1:064x}"


@pytest.mark.parametrize(("title", "tags"), [
    ("Linen shirt", SHOES), ("Linen shirt", LAMP), ("Sneaker", LAMP), ("Table lamp", SHOES)])
def test_another_category_alarms_with_both_sides(title: str, tags: list) -> None:
    alarm, = type_alarms([offer(1, title)], {NAME: tags}, {})
    assert alarm.kind == "type" and set(alarm.tags) == set(tags) and alarm.claimed and alarm.confidence == "likely"


@pytest.mark.parametrize(("title", "tags"), [
    ("Sneaker", SHOES), ("Sandals", SHOES), ("Jacket", [("fashion", 0.99), ("topwear", 0.99)]),
    ("Fashion item", SHOES), ("SW-100", SHOES), ("Linen shirt", [("fashion", 0.99)]), ("Linen shirt", [])])
def test_the_same_neighbors_and_what_says_nothing_do_not(title: str, tags: list) -> None:
    assert type_alarms([offer(1, title)], {NAME: tags}, {}) == []


def test_fields_of_the_feed_count() -> None:
    assert type_alarms([offer(1, "SW-100", product_type="Shoes > Sneakers")], {NAME: LAMP}, {})
    assert type_alarms([offer(1, "SW-100", category="Apparel & Accessories > Shoes")], {NAME: LAMP}, {})


def test_what_somebody_wears_contradicts_no_other_garment() -> None:
    worn = offer(1, "Linen shirt", is_worn=True)
    assert type_alarms([worn], {NAME: SHOES}, {}) == [] and type_alarms([worn], {NAME: LAMP}, {})


def test_one_of_several_products_is_enough() -> None:
    assert type_alarms([offer(1, "Sneaker")], {NAME: LAMP}, {NAME: [("sneaker", 0.8), ("shoes", 0.9)]}) == []


def test_gender_alarms_for_the_other_one_only() -> None:
    men = {NAME: [("men", 0.995)]}
    alarm, = gender_alarms([offer(1, "Women's socks")], men)
    assert (alarm.kind, alarm.claimed, alarm.tags) == ("gender", ("women",), (("men", 0.995),))
    assert gender_alarms([offer(1, "Socks", gender="female")], men)
    for silent in (offer(1, "Socks"), offer(1, "Men's socks"), offer(1, "Boys' socks"), offer(1, "Unisex socks")):
        assert gender_alarms([silent], men) == []
    assert gender_alarms([offer(1, "Women's socks")], {NAME: [("unisex", 0.99)]}) == []
    assert gender_alarms([offer(1, "Women's socks")], {NAME: [("men", 0.6)]}) == [], "not sure enough"


def test_further_pictures_are_less_sure() -> None:
    second, = type_alarms([offer(1, "Sneaker", is_first=False)], {NAME: LAMP}, {})
    assert second.confidence == "possible"


def test_the_table_asks_more_of_a_likely_alarm() -> None:
    assert all(0.5 <= limits["possible"] <= limits["likely"] <= 1 for limits in json.loads(TABLE.read_text()).values())
