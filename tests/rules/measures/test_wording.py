"""Which words advertise, as readers of pictures give them, and which only look like it."""

from __future__ import annotations

import json
import re

import pytest

from core.rules.measures.wording import WORDING, advertises, advertises_alone, is_watermark


@pytest.mark.parametrize("text", [
    "SALE", "Summer Sale", "50% OFF", "50%0FF", "50.%OFF", "UP TO 70 %", "-30%", "FREESHIPPING", "REESHIPPING",
    "NEW·IN", "Bestpride2026", "Buy now", "3 for 2", "buy 1 get 1", "$ 19.99", "€5", "19,99 EUR", "24,95", "now 9.50",
    "www.shop.exam", "shop.example", "info@shop.example", "@shop_example", "Tel. 089 123456", "+44 20 7946 0018",
    "Jetzt kaufen", "GroBer Rabatt", "Livraison gratuite", "Réduction 30 %", "Envío gratis", "Spedizione gratuita",
    "Gratis verzending", "Wyprzedaż", "Darmowa dostawa", "Promocao", "Frete grátis",
])
def test_wording_that_advertises(text: str) -> None:
    assert advertises(text), text


@pytest.mark.parametrize("text", [
    "", "%", "NEW", "NEW YORK", "New Balance", "WHOLESALE", "Wholegrain", "100 % cotton", "5% fat", "1,5 %",
    "Beurre salé", "SALE MARINO", "Olive Oil", "Office", "Free range eggs", "Sugar free", "0,75", "750 ml", "19:90",
    "2026",
    "E-820CR", "Kraft 5", "4006381333931", "For 4 persons", "Made in the U.S.A.", "Route 66", "Nuovo Cinema",
    "Haferflocken",
])
def test_names_and_measures_do_not_advertise(text: str) -> None:
    assert not advertises(text), text


@pytest.mark.parametrize(("text", "mark"), [("alamy stock photo", True), ("shutterstock", True), ("iStock", True),
                                            ("Copyright 2024 A. Smith", True), ("Stockholm", False), ("", False)])
def test_names_of_picture_agencies_are_marks(text: str, mark: bool) -> None:
    assert is_watermark(text) is mark


def test_the_lists_are_written_as_readers_read() -> None:
    values = json.loads(WORDING.read_text("utf-8"))
    phrases, alone = ([phrase for each in values[part].values() for phrase in each] for part in ("anywhere", "alone"))
    assert not [phrase for phrase in phrases + alone + values["never"] + values["marks"]
                if not re.fullmatch(r"[a-z0-9]+([ -][a-z0-9]+)*", phrase)]
    assert all(advertises(phrase) for phrase in phrases) and all(advertises_alone(word) for word in alone)
    assert not any(advertises(word) for word in alone)  # else it stands in the wrong list
    assert not [phrase for phrase in values["never"] if advertises(phrase)]
    assert set(values["anywhere"]) == set(values["alone"]) == {"en", "de", "fr", "es", "it", "nl", "pl", "pt"}
