"""Words that were read point to the product that is called so."""

from __future__ import annotations

from core.vision.skus.text import WordIndex, words_of

JUICES = ["Tropicana orange juice 1 l", "Tropicana apple juice 1 l", "Arla Mjölk 1,5 %"]


def test_the_rare_word_decides_and_misread_letters_are_forgiven() -> None:
    index = WordIndex(JUICES)
    scores = index.scores(["TROPICANA", "APPIE JUICE"])
    assert max(scores, key=lambda row: scores[row]) == 1
    assert max(index.scores(["mjolk"]), key=index.scores(["mjolk"]).get) == 2


def test_nothing_read_and_unknown_words_say_nothing() -> None:
    assert WordIndex(JUICES).scores([]) == {} and WordIndex(JUICES).scores(["zzzzzz", "!"]) == {}
    assert WordIndex([""]).scores(["juice"]) == {}


def test_scores_are_shares() -> None:
    index = WordIndex(JUICES)
    assert index.scores([JUICES[0]])[0] > 0.99 and all(0 < value <= 1.001 for value in index.scores(JUICES).values())
    assert words_of("Øl & Æbler 33cl") == ["øl", "æbler", "33", "cl"]
