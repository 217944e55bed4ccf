"""Tags and what people said of them, in lines."""

from __future__ import annotations

from datetime import UTC, datetime

from core.nouns.correction import Correction
from core.words.tags import NO_TAG, judgment_line, tagging_lines


def test_paths_attributes_and_title() -> None:
    tags = [{"value": "shoes", "score": 0.9, "path": ["shoes"]},
            {"value": "sandal", "score": 0.8, "path": ["shoes", "sandal"]}]
    answer = {"tags": tags, "attributes": [{"name": "color", "value": "red", "score": 0.7}],
              "listing": {"title": "Red sandal"}}
    assert tagging_lines(answer) == ["shoes 0.90 > sandal 0.80", "Color: red 0.70", "Title: Red sandal"]
    assert tagging_lines({"tags": [], "attributes": [], "listing": {"title": ""}}) == [NO_TAG]


def test_what_a_person_changed_is_one_line() -> None:
    word = Correction("a", "tags", '[["tag", "boot", true]]', '[["tag", "shoes", false]]', "Ada",
                      datetime(2026, 11, 3, 9, 5, tzinfo=UTC))
    assert judgment_line(word) == "3 Nov 2026, 09:05 UTC: boot is right, shoes: taken back, by Ada"
