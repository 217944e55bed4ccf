"""A comparison survives its way through JSON."""

from __future__ import annotations

import json

from core.nouns.proportion import share_of
from core.nouns.shadow import Changes, Comparison, Judged, Shadow

BETTER = Judged("a" * 64, "/photos/a.jpg", "other", "apparel", "other", 0.6, 0.9)
WORSE = Judged("b" * 64, "/photos/b.jpg", "apparel", "apparel", "other", 0.6, 0.7)
COMPARISON = Comparison(share_of(20, 25), share_of(22, 25), 8.0, -1.5, 20.0, 24, (BETTER,), (WORSE,))
SHADOW = Shadow("own_intent_1", "shopping_intent_1", "d" * 64, None, COMPARISON, Changes(7, 1, 0, 1),
                (("/gone", "other"),), 0.1, 1.0, 8)


def test_a_shadow_survives_json() -> None:
    for shadow in (SHADOW, Shadow(**{**vars(SHADOW), "held_out": COMPARISON})):
        assert Shadow.from_dict(json.loads(json.dumps(shadow.to_dict()))) == shadow


def test_better_and_worse_are_about_the_right_label() -> None:
    assert BETTER.is_better and not BETTER.is_worse and WORSE.is_worse and not WORSE.is_better
    both_wrong = Judged("c" * 64, "", "negative", "apparel", "other", 0.5, 0.5)
    assert not both_wrong.is_better and not both_wrong.is_worse
