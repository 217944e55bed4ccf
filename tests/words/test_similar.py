"""Lines about pictures that look alike say where the list ends."""

from __future__ import annotations

from core.words.similar import NOTHING, likeness_lines


def test_nothing_found_is_said_with_the_cut_off() -> None:
    empty = {"hits": [], "indexed": 3, "cut_off": 0.3, "best_refused": 0.12}
    assert likeness_lines(empty) == [NOTHING, "3 photos compared; none below 0.30 is shown, the best one scores 0.12."]
    hit = {"score": 0.5, "picture_id": "a" * 64, "uri": "a.jpg"}
    assert likeness_lines({**empty, "hits": [hit], "best_refused": None})[0] == " 0.50  aaaaaaaaaaaa  a.jpg"
