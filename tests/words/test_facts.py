"""Words for facts: each name and value that a stage writes has some."""

from __future__ import annotations

from core.nouns.fact import Fact
from core.words import facts


def test_values_stand_under_their_name_in_their_order() -> None:
    found = facts.values_of([Fact("color", "red"), Fact("shape", "round"), Fact("color", "white")])
    assert found == {"color": "red, white", "shape": "round"} and facts.values_of([]) == {}


def test_names_and_values_have_words() -> None:
    assert facts.fact_word("color") == "Color" and facts.value_word("color", "gray") == "Gray"
    assert all(word[0].isupper() for words in facts.VALUE_WORDS.values() for word in words.values())


def test_what_has_no_words_is_shown_by_its_own() -> None:
    assert facts.fact_word("hem_length") == "Hem length" and facts.value_word("color", "mint_green") == "Mint green"


def test_every_name_with_values_has_a_word_itself() -> None:
    assert set(facts.VALUE_WORDS) <= set(facts.FACT_WORDS)
