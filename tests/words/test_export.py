"""A table of formats, and why one is the default or none is."""

from __future__ import annotations

from core.words.export import basis, points_words, rows, verdicts
from tests.nouns.test_export import made_up_export, variant


def test_the_table_begins_with_the_original_and_leaves_out_what_failed() -> None:
    made = made_up_export(variant("f16", 200), variant("int8", 0, failed="It cannot. Use f16."))
    table = rows(made)
    assert [row["Format"] for row in table] == ["original", "float16"] and table[0]["Same top label"] == ""
    assert table[1]["Change"] == "−1.0 points (−3.9 to 1.5)" and table[1]["Size"] == "4.0 MB"
    assert verdicts(made)[0] == "int8 could not be made. It cannot. Use f16." and "Default: f16" in verdicts(made)[-1]
    assert points_words(variant("f16", 1, change=None)) == ""


def test_below_99_percent_or_100_photos_it_says_why() -> None:
    lines = verdicts(made_up_export(variant("int8", 190)))
    assert "int8 is not offered as default" in lines[0] and "95.0 %" in lines[0] and "keep the original" in lines[1]
    few = made_up_export(variant("f16", 50, 50), measured=50)
    assert verdicts(few) == ["No format is offered as default: that takes 100 photos or more to measure on. Choose a "
                             "larger dataset."]
    assert "50 photos of dataset dddddddddddd" in basis(few)
