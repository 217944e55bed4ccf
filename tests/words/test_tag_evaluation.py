"""Lines, tables and the CSV of an evaluation of tags."""

from __future__ import annotations

from core.nouns.proportion import share_of
from core.nouns.tag_evaluation import Confused, TagEvaluation, TagMeasures, TagRight, Together
from core.words.tag_evaluation import confusion_rows, tag_csv, tag_evaluation_lines, tag_rows, together_rows

MEASURES = TagMeasures(
    10, share_of(9, 10), share_of(9, 12), share_of(6, 8), (("shop a", share_of(4, 5)), ("shop b", share_of(5, 5))),
    (TagRight("tag", "=sandal", 6, share_of(5, 6), share_of(5, 6)), TagRight("gender", "men", 0, share_of(0, 1),
                                                                           share_of(0, 0))),
    (Confused("sandal", "sandal", 6), Confused("boot", "sandal", 2)), (Together("boot", "gender: men", 3, 2, 1),))
FOUND = TagEvaluation("tags_1", "d" * 64, "test", 12, 1, 2, (("unicorn", 2),), MEASURES, (("a.jpg", "It is gone."),))


def test_the_lines_hold_all_figures_with_their_counts() -> None:
    text = "\n".join(tag_evaluation_lines(FOUND))
    assert "tags_1 on 10 photos" in text and "n = 10" in text and "shop a:" in text
    assert "boot taken for sandal: 2" in text and "sandal taken for sandal" not in text
    assert "boot and gender: men: 3 labeled, 2 shown, 1 both" in text
    assert "1 photo not seen yet" in text and "2 photos left out" in text and "unicorn (2)" in text
    assert "none of 12 photos" in tag_evaluation_lines(TagEvaluation("m", "d", "all", 12, 12, 0, (), None))[0]


def test_tables_and_csv() -> None:
    assert tag_rows(MEASURES)[0]["Precision"] == "83% (44-97, n=6)" and tag_rows(MEASURES)[1]["Recall"] == "none"
    assert len(confusion_rows(MEASURES)) == 2 and together_rows(MEASURES)[0]["Both"] == "1"
    first, row, other, _ = tag_csv(MEASURES).decode("utf-8-sig").split("\r\n")
    assert first.startswith("name,value,support,shown,right,precision") and "'=sandal" in row and ",,0.0,1.0" in other
