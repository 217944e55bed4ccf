"""What people read of a comparison."""

from __future__ import annotations

from dataclasses import replace

from core.nouns.proportion import share_of
from core.nouns.shadow import Changes, LabelRight
from core.words.shadow import changes_words, picture_line, shadow_lines
from tests.nouns.test_shadow import BETTER, COMPARISON, SHADOW


def test_gain_interval_and_the_photos_that_got_worse_are_in_one_sentence() -> None:
    first, changes, left_out = shadow_lines(SHADOW, "correction")
    assert first.startswith("Your 25 corrections: +8.0 points (-1.5 to 20.0): 88.0 %")
    assert "1 photo got better, 1 photo got worse" in first and "did not see it" in first
    assert "1 would get another label" in changes and left_out == "1 photo could not be read: left out of the training."
    assert "25 photos held out" in shadow_lines(replace(SHADOW, held_out=COMPARISON))[1]


def test_a_head_for_restricted_goods_says_under_each_part_how_many_of_each_label_are_recognized() -> None:
    right = LabelRight("not sensitive", share_of(9, 10), share_of(7, 10))
    part = replace(COMPARISON, by_label=(right,))
    lines = shadow_lines(replace(SHADOW, head="sensitive", trained=part, held_out=part))
    assert lines[1] == lines[3] and lines[1].startswith("Not sensitive: 70.0 %") and "25 photos held out" in lines[2]
    assert "1 would become sensitive, 0 no longer be sensitive" in lines[4]


def test_no_other_photos_is_said() -> None:
    assert changes_words(Changes(0, 0, 0, 0)) == "There are no other analyzed photos to compare on."


def test_a_photo_is_named_by_its_file_without_the_servers_folder() -> None:
    assert picture_line(BETTER) == "a.jpg: Other product; was Apparel 0.60, would be Other product 0.90"
