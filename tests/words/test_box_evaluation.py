"""What people read of a detector on photos with boxes."""

from core.nouns.box_evaluation import AveragePrecision, BoxError, BoxEvaluation, BoxMeasures, BoxSlice
from core.nouns.proportion import share_of
from core.words.box_evaluation import alarm_words, box_lines, slices_table

ALL = BoxSlice("all", "All", 20, 30, AveragePrecision(0.7, 0.6, 0.8), share_of(21, 30), share_of(21, 25))
SIZE = BoxSlice("size", "2 to 10 %", 20, 0, AveragePrecision(None, None, None), share_of(0, 0), share_of(0, 2))
MEASURES = BoxMeasures((ALL, SIZE), 1, share_of(0, 0))


def test_lines_say_what_was_measured_and_what_is_missing() -> None:
    found = BoxEvaluation("persons_1", "persons", "ab" * 32, "all", 0.49, 20, 3, 0, MEASURES,
                          (BoxError("c" * 64, "street.jpg", 0.25, 0.1),))
    text = "\n".join(box_lines(found))
    assert "persons_1 on 20 photos with 30 persons" in text and "AP50 0.700 (0.600 to 0.800)" in text
    assert "recall 70.0 %" in text and "Every photo of this set shows one" in text and "3 photos not seen yet" in text
    assert "street.jpg: 25.0 % of the photo, score 0.10" in text and "photos drawn again" in text
    none = BoxEvaluation("persons_1", "persons", "ab" * 32, "all", 0.49, 20, 20, 0, None)
    assert box_lines(none) == ["persons_1 has seen none of 20 photos yet."]


def test_tables_and_alarms() -> None:
    assert slices_table(MEASURES)[1] == {"Slice": "Size", "": "2 to 10 %", "Boxes": 0, "AP50": "no boxes",
                                         "Recall": "no pictures", "Precision": "0.0 % (0.0 to 65.8)"}
    assert alarm_words(BoxMeasures((ALL,), 2, share_of(1, 4))).startswith("25.0 %")
