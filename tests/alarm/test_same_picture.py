"""One picture, or nearly the same, under two products: variants are no alarm, placeholders a weak one."""

from core.alarm.same_picture import near_alarms, same_alarms
from core.similar import Pair
from tests.alarm.made_up_audit import offer


def test_one_picture_under_two_products_is_an_alarm() -> None:
    found, = same_alarms([offer(1, "Glass jar", "p"), offer(2, "Plant pot", "p"), offer(3, "Hat", "q")])
    assert found.confidence == "very likely" and found.products == 1
    assert (found.shown.title, found.others[0].title) == ("Glass jar", "Plant pot")


def test_variants_of_one_product_are_none() -> None:
    assert same_alarms([offer(1, "Shirt S", "p", family=7), offer(2, "Shirt L", "p", family=7)]) == []


def test_alike_names_many_products_and_further_pictures_are_less_sure() -> None:
    alike, = same_alarms([offer(1, "Linen shirt, red", "p"), offer(2, "Linen shirt, blue", "p")])
    many, = same_alarms([offer(number, f"Thing{number}", "p") for number in range(1, 10)])
    further, = same_alarms([offer(number, name, "p", is_first=False) for number, name in enumerate(("Jar", "Pot"))])
    assert (alike.confidence, many.confidence, further.confidence) == ("likely", "possible", "possible")
    assert many.products == 8 and len(many.others) == 6, "the first ones are shown"


def test_nearly_the_same_picture_under_two_products() -> None:
    offers = [offer(1, "Dress", "a"), offer(2, "Pillow", "b"), offer(3, "Dress", "c", family=1)]
    pairs = [Pair("a", "b", 0.9, 4), Pair("a", "c", 0.9, 4), Pair("a", "elsewhere", 0.9, 4)]
    found, = near_alarms(offers, pairs)
    assert found.kind == "near" and {found.shown.picture_id, found.others[0].picture_id} == {"a", "b"}
    assert len(found.keys) == 2, "an answer is remembered on both sides"
