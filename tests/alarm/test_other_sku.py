"""A picture that shows another SKU: barcodes decide, looks and words join, the own barcode keeps it silent."""

import pytest

from core.alarm.looks import Alike
from core.alarm.other_sku import Seen, score, sku_alarms, table
from core.nouns.alarm import Alarm
from tests.alarm.made_up_audit import offer

STAPLER, TAPE = "4006381333931", "8413000065504"
SHOP = [offer(1, "Stapler", gtin=STAPLER), offer(2, "Sticky tape", gtin=TAPE), offer(3, "Zanzibar coffee")]
LIKE_THE_TAPE = Alike(1, 0.2, 0.3, 0), Alike(2, 0.95, 0.98, 120)


def alarms(codes: dict[int, list[int]], pairs: dict | None = None, lines: dict | None = None) -> list[Alarm]:
    return sku_alarms(SHOP, Seen({f"{number:064x}": read for number, read in codes.items()}, pairs or {}), lines or {})


def test_a_barcode_of_another_product_is_very_likely_right() -> None:
    found, = alarms({1: [int(TAPE)]})
    assert (found.kind, found.confidence, found.others[0].sku, found.code) == ("sku", "very likely", "S2", TAPE)
    unknown, = alarms({1: [96385074]})
    assert unknown.confidence == "likely" and not unknown.others


def test_the_own_barcode_silences_and_a_row_without_one_says_nothing() -> None:
    assert alarms({1: [int(STAPLER), int(TAPE)]}, {1: LIKE_THE_TAPE}) == []
    assert alarms({3: [96385074]}) == [], "nobody knows its barcode"


def test_looks_of_another_product_with_the_evidence() -> None:
    found, = alarms({}, {1: LIKE_THE_TAPE})
    assert found.likeness and (found.likeness.other, found.likeness.own) == (0.95, 0.2)
    assert found.score == pytest.approx(score(*LIKE_THE_TAPE)) and found.others[0].sku == "S2"
    assert alarms({}, {1: LIKE_THE_TAPE[::-1]}) == [], "its own product's is more alike"
    assert alarms({}, {1: (None, None)}) == alarms({}, {1: (None, LIKE_THE_TAPE[1])}) == [], "nothing to compare with"


def test_words_of_the_other_raise_the_score_and_own_words_lower_it() -> None:
    pair = Alike(1, 0.4, 0.6, 4), Alike(2, 0.5, 0.7, 4)
    assert score(*pair, 11) > score(*pair) > score(*pair, 0, True)
    assert 0 < table()["possible"] < table()["likely"] < 1
