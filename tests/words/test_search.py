"""Every field and value of the catalog has a word, also those that a stage adds later."""

from __future__ import annotations

from core.search.fields import FIELDS
from core.words.search import FIELD_WORDS, STATES, VALUE_NAMES, field_word, not_read, note_words, value_name


def test_each_field_has_a_word_of_its_own() -> None:
    words = [field_word(field) for field in FIELDS]
    assert len(set(words)) == len(FIELDS) and all(word[0].isupper() for word in words)
    assert set(VALUE_NAMES) <= set(FIELD_WORDS) and VALUE_NAMES["state"] is STATES


def test_values_are_shown_in_words_or_as_they_came() -> None:
    assert value_name("scene", "living_room") == "Living room" and value_name("sku", "a_b") == "a_b"
    assert value_name("ebay", "warn") == "Needs review"
    assert note_words("color", "tael", "teal").endswith("Did you mean color:teal?")
    assert not_read(["zebra", "kudu"]) == "Nothing in the catalog is known by “zebra” or “kudu”."
