"""Plain words become a query that is shown; what nothing is known by is said, not guessed."""

from __future__ import annotations

import pytest

from core import search
from core.search.engine import Engine
from core.search.phrase import _entries, _read, is_query
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
    found = search.read_phrase(site, "smiling woman with a hamdbag and xylophones")
    assert found.query == "person:yes" and found.unread == ("smiling", "hamdbag", "xylophones")
    assert ("hamdbag", "handbag") in found.near and ("woman", "person:yes") in found.read


def test_words_are_taken_for_the_nearest_in_meaning_above_the_cut(site: Site) -> None:
    asked: list[list[str]] = []
    near = {"scarletish": ("red", 0.6), "totebag": ("handbag", 0.7), "zebra": ("red", 0.4)}

    def nearest(texts: list[str], known: list[str]) -> list[tuple[str, float]]:
        assert {"red", "handbag", "person"} <= set(known) and "sunglasses" not in known, "what no picture has"
        asked.append(texts)
        return [near.get(text, ("red", 0.1)) for text in texts]

    def read(phrase: str) -> search.Phrase:
        return _read(phrase, site.part(Engine).now(), lambda word: False, nearest)

    found = read("scarletish without totebag zebra")
    assert (found.query, found.unread) == ("color:red -object:handbag", ("zebra",))
    assert asked == [["scarletish", "totebag", "zebra", "totebag zebra"]], "side by side unless one is turned round"
    assert found.read == (("scarletish", "color:red"), ("without totebag", "-object:handbag"))
    assert read("red handbag").query == "color:red object:handbag" and len(asked) == 1, "nothing was left to ask"


def test_two_words_stand_for_one_condition_where_they_are_nearer_together(site: Site) -> None:
    near = {"shoping basket": ("handbag", 0.8), "shoping": ("red", 0.6), "basket": ("handbag", 0.7)}
    found = _read("shoping basket", site.part(Engine).now(), lambda word: False,
                  lambda texts, known: [near[text] for text in texts])
    assert found.read == (("shoping basket", "object:handbag"),)


def test_a_value_that_a_stage_wrote_is_a_word_of_the_phrase(site: Site) -> None:
    assert search.read_phrase(site, "green apparel").query == "color:green label:apparel"


def test_queries_are_told_from_phrases() -> None:
    assert all(map(is_query, ("color:red", "-sale", '"red bag"', "score>", 'broken "quote')))
    assert not any(map(is_query, ("", "red bag", "smiling woman with sunglasses")))


def test_each_word_of_the_lexicon_stands_for_one_condition() -> None:
    for word, term in _entries().items():
        assert word == word.lower() and term.field and not term.negated, word
