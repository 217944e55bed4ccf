"""The card names the data, the change with its interval, each tag, and the limits."""

from __future__ import annotations

from types import SimpleNamespace

from core.retrain.tags.card import card
from tests.nouns.test_tag_comparison import COMPARISON


def test_the_card_says_what_was_learned() -> None:
    order = SimpleNamespace(name="own_goods_1", model=SimpleNamespace(name="tags_2"))
    text = card(order, SimpleNamespace(dataset_id="d" * 64, name="shop"), COMPARISON)
    assert text.startswith("# own_goods_1") and "+45.0 points" in text and "| Tag: boot | 20 |" in text
    assert "Thresholds were chosen on this site's labeled photos" in text
