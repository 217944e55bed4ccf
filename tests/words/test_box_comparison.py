"""What people read of a detector before and after a training."""

from dataclasses import replace

from core.nouns.box_evaluation import AveragePrecision
from core.words.box_comparison import change_words, comparison_lines, comparison_table
from tests.nouns.test_box_comparison import COMPARISON


def test_the_change_says_what_it_shows() -> None:
    assert change_words(COMPARISON) == "AP50 +0.100 (+0.020 to +0.180): the held-out photos show an improvement."
    for change, words in ((AveragePrecision(-0.1, -0.2, -0.01), "show a loss"),
                          (AveragePrecision(0.0, -0.2, 0.2), "do not tell"),
                          (AveragePrecision(None, None, None), "cannot be compared")):
        assert words in change_words(replace(COMPARISON, change=change))


def test_lines_and_table_have_both_versions() -> None:
    text = "\n".join(comparison_lines(COMPARISON))
    assert "80 boxed photos taught, 40 other photos replayed" in text and "left out: x.jpg: It is gone." in text
    assert "newly found in 1, no longer found in 3" in text
    assert [row["Version"] for row in comparison_table(COMPARISON)] == ["persons_2", "own_persons_1"]
