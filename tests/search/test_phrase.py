"""Plain words become a query that is shown; what nothing is known by is said, not guessed."""

from __future__ import annotations

import pytest

from core import search
from core.search.phrase import _entries, is_query
from core.site import Site


@pytest.mark.parametrize("phrase, query", [
    ("red handbags with a model", "color:red object:handbag person:yes"),
    ("a photo of somebody in crimson, without a bag", "person:yes color:red -object:handbag"),
    ("Show me all shoppable pictures that are not blue", "verdict:shoppable -color:blue"),
    ("product only, ready for Amazon", "type:product_only amazon:pass"),
    ("summer sale", "summer sale"), ("Läufer bags", "laufer object:handbag"),
    ("red red Red", "color:red"), ("pictures to fix", "state:to_fix"), ("", ""), ("the of a", ""),
])
def test_words_become_conditions(site: Site, phrase: str, query: str) -> None:
    found = search.read_phrase(site, phrase)
    assert (found.query, found.unread) == (query, ())
    search.search(site, found.query)


def test_what_nothing_is_known_by_is_said(site: Site) -> None:
    found = search.read_phrase(site, "smiling woman with a handbgs and xylophones")
    assert found.query == "person:yes" and found.unread == ("smiling", "handbgs", "xylophones")
    assert ("handbgs", "handbag") in found.near and ("woman", "person:yes") in found.read


def test_a_value_that_a_stage_wrote_is_a_word_of_the_phrase(site: Site) -> None:
    assert search.read_phrase(site, "green apparel").query == "color:green label:apparel"


def test_queries_are_told_from_phrases() -> None:
    assert all(map(is_query, ("color:red", "-sale", '"red bag"', "score>", 'broken "quote')))
    assert not any(map(is_query, ("", "red bag", "smiling woman with sunglasses")))


def test_each_word_of_the_lexicon_stands_for_one_condition() -> None:
    for word, term in _entries().items():
        assert word == word.lower() and term.field and not term.negated, word
