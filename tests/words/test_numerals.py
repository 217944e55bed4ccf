"""Numbers agree with their nouns and verbs; percentages, intervals and shares read the same everywhere."""

import math

import pytest

from core.words.numerals import count, log_percent, percent, percent_interval, percent_range, share, signed, verb


@pytest.mark.parametrize(("number", "words"), [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"),
                                               (12_000, "12,000 photos")])
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    assert count(number, "photo") == words


def test_a_plural_may_be_irregular() -> None:
    assert (count(1, "category", "categories"), count(3, "category", "categories")) == ("1 category", "3 categories")


def test_a_verb_agrees_with_the_first_number() -> None:
    assert [verb(number) for number in (0, 1, 2)] == ["are", "is", "are"]
    assert (verb(1, "fails", "fail"), verb(8, "fails", "fail")) == ("fails", "fail")


@pytest.mark.parametrize(("value", "text"), [
    (9.1, "+9.1 %"), (-9.14, "\u22129.1 %"), (0.0, "0 %"), (0.04, "0 %"), (-0.04, "0 %"), (1234.56, "+1,234.6 %")])
def test_a_change_in_percent_has_its_sign(value: float, text: str) -> None:
    assert percent(value) == text


@pytest.mark.parametrize(("beta", "text"), [(0.0, "0 %"), (math.log(2), "+100.0 %"), (-math.log(4), "\u221275.0 %")])
def test_a_log_ratio_as_percent(beta: float, text: str) -> None:
    assert log_percent(beta) == text


def test_an_interval_names_the_unit_once_on_each_side() -> None:
    assert percent_interval(9.1, -0.01, 12.1) == "+9.1 % (0 to +12.1 %)"
    assert percent_range(-3, -1) == "\u22123.0 to \u22121.0 %"


@pytest.mark.parametrize(("value", "text"), [(0.4, "0"), (-0.4, "0"), (1, "+1"), (-12_345.6, "\u221212,346")])
def test_a_change_in_whole_units(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(("fraction", "digits", "text"), [(0, 0, "0 %"), (1, 0, "100 %"), (0.4567, 1, "45.7 %")])
def test_a_share_has_no_sign(fraction: float, digits: int, text: str) -> None:
    assert share(fraction, digits) == text
