"""Every edit of the table has words, and a search that found nothing says how far it fell short."""

from __future__ import annotations

from core.nouns.flip import Edit, Flip, FlipSearch, Reading
from core.words.flip import (
    KIND_NAMES,
    TEST_ONLY,
    change_words,
    edit_axis,
    edit_words,
    flip_words,
    fragile_words,
    search_words,
)

YES, NO = Reading(0.6, 0.1, "other", True, "product_only"), Reading(0.4, -0.1, "other", False, "model_face")


def test_each_kind_reads_as_an_instruction():
    for kind in KIND_NAMES:
        words = edit_words(Edit(kind, 0.5, "left"))
        assert words[0].isupper() and "_" not in words, words
    both = Flip((Edit("crop", 0.12, "all"), Edit("contrast", -0.2)), 0.5, YES, NO, ())
    assert flip_words(both) == "Crop 12 % from each side and lower the contrast by 20 %"
    assert change_words(both).startswith("Shoppable (0.60) becomes No shopping intent (0.40); photo type")


def test_a_search_says_what_it_found_or_what_is_lacking():
    lettering = Flip((Edit("remove_lettering", 1.0),), 1.0, YES, NO, ())
    assert TEST_ONLY in search_words(FlipSearch("f", "", "flipped", YES, (lettering,), None, (), 9, 1.0))
    near = Flip((Edit("rotate", 3.0),), 0.2, YES, Reading(0.58, 0.08, "other", True), ())
    words = search_words(FlipSearch("f", "", "none", YES, (), near, (), 9, 1.0))
    assert "Rotate 3 degrees clockwise" in words and "0.10 short" in words


def test_a_tiny_edit_is_called_fragile_and_an_axis_has_its_unit():
    tiny, turn = (Flip((edit,), size, YES, NO, ()) for edit, size in ((Edit("crop", 0.01), 0.03),
                                                                      (Edit("rotate", 3.0), 0.2)))
    assert "fragile" in fragile_words(tiny) and not fragile_words(turn)
    assert edit_axis(tiny) == ("Crop, in %", 100) and edit_axis(turn) == ("Rotate, in degrees", 1)
