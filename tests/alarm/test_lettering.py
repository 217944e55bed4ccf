"""Words on a picture that name another product of the audit and not its own."""

import pytest

from core.alarm.lettering import is_nearly, lettering_alarms, words_in
from tests.alarm.made_up_audit import offer

SHOP = [offer(1, "Tea cup"), offer(2, "Kettle", brand="Nordbergen"),
        offer(3, "Zanzibar coffee maker", brand="Bialetto"), offer(4, "Cotton shirt"), offer(5, "Blue hat")]


def alarms_of(line: str, number: int = 1) -> list:
    return lettering_alarms(SHOP, {f"{number:064x}": [line]})


@pytest.mark.parametrize(("line", "sku", "confidence"), [
    ("NORDBERGEN", "S2", "likely"), ("N0RD Nordbergon", "S2", "likely"), ("The Zanzibar", "S3", "possible"),
    ("BIALETTO Zanzibar", "S3", "likely")])
def test_words_of_another_product_alarm(line: str, sku: str, confidence: str) -> None:
    found, = alarms_of(line)
    assert (found.others[0].sku, found.confidence, found.shown.sku) == (sku, confidence, "S1")
    assert found.words[0].text == line


@pytest.mark.parametrize(("line", "number"), [
    ("NORDBERGEN", 2), ("Nordbergen kettle for tea", 1), ("Cups by Nordbergen", 1), ("SALE now", 1), ("Hat", 1),
    ("BLUE", 1), ("cotton", 1), ("", 1), ("Kettle", 3)])
def test_own_words_common_words_and_short_ones_do_not(line: str, number: int) -> None:
    assert alarms_of(line, number) == []


def test_a_word_of_many_products_names_none() -> None:
    shop = [offer(number, f"Waterproof item{number}") for number in range(2, 9)] + [offer(1, "Lamp")]
    assert lettering_alarms(shop, {f"{1:064x}": ["WATERPROOF"]}) == []


def test_one_wrong_letter_is_forgiven_in_long_words() -> None:
    assert is_nearly("bialetto", "bia1etto".replace("1", "l")) and is_nearly("bialeto", "bialetto")
    assert not is_nearly("bialetto", "bialcttu")
    assert words_in("Nescafé GOLD 200g") == ["nescafe"]
