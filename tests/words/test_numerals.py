"""Numbers agree with their nouns and verbs."""

import pytest

from core.words.numerals import count, verb


@pytest.mark.parametrize(("number", "words"), [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"),
                                               (12_000, "12,000 photos")])
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    assert count(number, "photo") == words


def test_a_plural_may_be_irregular() -> None:
    assert (count(1, "category", "categories"), count(3, "category", "categories")) == ("1 category", "3 categories")


def test_a_verb_agrees_with_the_first_number() -> None:
    assert [verb(number) for number in (0, 1, 2)] == ["are", "is", "are"]
    assert (verb(1, "fails", "fail"), verb(8, "fails", "fail")) == ("fails", "fail")
