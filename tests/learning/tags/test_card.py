"""Shares in a card; a whole card is written in test_measure."""

from __future__ import annotations

from core.learning.tags.card import HEAD, QUESTIONS, _share


def test_shares_have_their_interval_and_count() -> None:
    assert _share({"share": 0.9, "interval": [0.8, 0.95], "n": 1200}) == "90.0% (80.0%-95.0%, n=1,200)"
    assert _share({"share": None, "interval": [0, 1], "n": 0}) == "-"


def test_the_head_of_a_card_has_its_places() -> None:
    text = HEAD.read_text("utf-8").format(name="tags_9", teach=10, test=5)
    assert text.startswith("# tags_9") and "{" not in text and "article_type" in QUESTIONS
