"""A line of text is a plain value: equal lines are equal, and it travels between processes."""

from __future__ import annotations

import pickle

from core.nouns.text import TextLine


def test_a_line_travels_between_processes() -> None:
    line = TextLine("Sale", 0.97, (1.0, 2.0, 30.0, 12.0))
    again = pickle.loads(pickle.dumps(line))
    assert again == line and hash(again) == hash(line)


def test_an_illegible_line_has_a_place_and_no_words() -> None:
    line = TextLine("", 0.2, (1.0, 2.0, 30.0, 12.0))
    assert not line.text and line.xyxy[2] > line.xyxy[0] and line.xyxy[3] > line.xyxy[1]
