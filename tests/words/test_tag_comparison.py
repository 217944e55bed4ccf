"""What is said of a training of tags: gains with intervals, what stays, what was left out."""

from __future__ import annotations

from core.words.tag_comparison import comparison_lines, value_lines, value_rows
from tests.nouns.test_tag_comparison import COMPARISON


def test_lines_say_what_changed_and_what_was_left_out() -> None:
    text = "\n".join(comparison_lines(COMPARISON))
    assert "Tag, 40 photos: +45.0 points (30.0 to 60.0)" in text and "held out" in text
    assert "Gender: no change did better than tags_2" in text and "3 would get another likeliest tag" in text
    assert "Whitening by 900 photos without a label stays off: +2.5 points (-2.5 to 7.5) of 40 answers held" in text
    assert "gizmo.jpg: The taxonomy does not have 'gizmo'." in text and "/p/" not in text


def test_rows_say_from_which_score_a_tag_is_shown() -> None:
    boot, clog = value_rows(COMPARISON)
    assert boot[""] == "Tag: boot" and boot["Recall before"] == "0% of 20" and boot["now"] == "95% of 20"
    assert boot["Shown from"] == "0.62" and clog["Shown from"] == "never by itself"
    assert value_lines(COMPARISON)[0].strip().startswith("Tag: boot: photos 20")
