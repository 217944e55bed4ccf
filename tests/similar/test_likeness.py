"""A likeness is plain values, rounded once."""

from __future__ import annotations

from core.similar.likeness import Hit, Likeness


def test_plain_values() -> None:
    likeness = Likeness((Hit("a" * 64, 0.812345, "shoe.jpg"),), 0.3, None, 12, "m")
    assert likeness.to_dict() == {"hits": [{"picture_id": "a" * 64, "score": 0.8123, "uri": "shoe.jpg"}],
                                  "cut_off": 0.3, "best_refused": None, "indexed": 12, "model": "m"}
    assert Likeness((), 0.3, 0.29, 12, "m").to_dict()["best_refused"] == 0.29
