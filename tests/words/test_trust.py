"""Every badge and reason has words, and the rule names its sources."""

from typing import get_args

from core.nouns.trust import Badge
from core.words.trust import BADGES, REASONS, RULE


def test_words_for_all() -> None:
    assert set(BADGES) == set(get_args(Badge))
    assert {name.removeprefix("no_") for name in REASONS} == {
        "deletion", "insertion", "road", "evidence", "learned", "not_learned"}
    assert all(sentence.endswith(".") for sentence in REASONS.values())
    assert all(source in RULE for source in ("Petsiuk", "Rong", "Adebayo"))
