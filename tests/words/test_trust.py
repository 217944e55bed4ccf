"""Every badge and reason has words, and the rule names its sources."""

from typing import get_args

from core.explain.contract import METHODS
from core.nouns.trust import Badge
from core.words.trust import BADGE_COLORS, BADGES, METHOD_WORDS, REASONS, RULE


def test_words_for_all() -> None:
    assert set(BADGES) == set(BADGE_COLORS) == set(get_args(Badge))
    assert list(METHOD_WORDS) == list(METHODS)
    assert {name.removeprefix("no_") for name in REASONS} == {
        "deletion", "insertion", "road", "evidence", "learned", "not_learned"}
    assert all(sentence.endswith(".") for sentence in REASONS.values())
    assert all(source in RULE for source in ("Petsiuk", "Rong", "Adebayo"))
