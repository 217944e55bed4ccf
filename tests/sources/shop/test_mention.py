"""A mention stands alone unless it says otherwise."""

from __future__ import annotations

from core.sources.shop.mention import Mention


def test_a_mention_has_no_siblings_and_claims_nothing() -> None:
    mention = Mention("https://shop.example/1.jpg", "img")
    assert (mention.place, mention.claimed, mention.shown_wh, mention.product) == (0, 0.0, (0, 0), None)
