"""GTINs are checked by their last digit and compared as numbers."""

from __future__ import annotations

import pytest

from core.vision.skus import gtin


@pytest.mark.parametrize("text", ["4006381333931", "036000291452", "96385074", "0 036000 29145-2", "10012345678902"])
def test_good_numbers_have_no_problem(text: str) -> None:
    assert gtin.problem(text) == ""


@pytest.mark.parametrize(("text", "says"), [("4006381333932", "must be 1, but is 2"), ("12345", "8, 12, 13 or 14"),
                                            ("ABC12345", "8, 12, 13 or 14"), ("036000291453", "must be 2")])
def test_a_wrong_number_is_told_in_a_sentence(text: str, says: str) -> None:
    assert says in gtin.problem(text) and gtin.number_of(text) is None


def test_spellings_of_one_number_are_equal() -> None:
    assert gtin.number_of("036000291452") == gtin.number_of("0036000291452") == 36000291452
    assert gtin.number_of("") is None


@pytest.mark.parametrize(("short", "long"), [("04252614", "042100005264"), ("01234531", "012300000451"),
                                             ("01234543", "012340000053"), ("01234565", "012345000065")])
def test_upc_e_expands(short: str, long: str) -> None:
    assert gtin.expand_upc_e(short)[:11] == long[:11]
