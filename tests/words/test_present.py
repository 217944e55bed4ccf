"""The one sentence of a slide: where the evidence lies, how sure the model is, and what would change it."""

from dataclasses import replace

import numpy as np
import pytest

from core.nouns.detections import Detections
from core.nouns.flip import Edit, Flip, FlipSearch, Reading
from core.nouns.saliency import Saliency
from core.words.present import photo_sentence, place_words, set_sentence
from tests.made_up import made_up_analysis


def saliency(rows: slice, columns: slice) -> Saliency:
    heat = np.zeros((30, 30), np.float32)
    heat[rows, columns] = 1.0
    return Saliency(heat, heat, "apparel", 0.9, "grad-cam", "last")


def without_boxes():
    none = Detections.empty("face", landmarks=True)
    return replace(made_up_analysis(), faces=none, persons=Detections.empty("person"))


@pytest.mark.parametrize(("rows", "columns", "place"), [
    (slice(0, 5), slice(0, 5), "the upper left"), (slice(12, 18), slice(12, 18), "the middle"),
    (slice(25, 30), slice(10, 20), "the lower part"), (slice(10, 20), slice(25, 30), "the right side"),
    (slice(0, 0), slice(0, 0), ""),
])
def test_the_place_of_the_evidence(rows: slice, columns: slice, place: str) -> None:
    assert place_words(saliency(rows, columns), without_boxes()) == place


def test_a_box_that_holds_the_evidence_is_named_instead() -> None:
    analysis = without_boxes()
    width, height = analysis.size_wh
    box = np.array([[0, 0, width / 2, height / 2]], np.float32)
    analysis = replace(analysis, persons=Detections("person", box, np.array([0.9], np.float32)))
    assert place_words(saliency(slice(0, 10), slice(0, 10)), analysis) == "the person"
    assert place_words(saliency(slice(20, 30), slice(20, 30)), analysis) == "the lower right"


def test_the_sentence_says_what_where_how_sure_and_what_would_change_it() -> None:
    analysis = without_boxes()
    top = analysis.intent.shopping.top
    text = photo_sentence(analysis, "the middle")
    assert f"{analysis.intent.shopping.score(top):.0%}" in text and "mostly at the middle" in text
    readings = Reading(0.6, 0.1, top, True), Reading(0.4, -0.1, "negative", False)
    crop = Flip((Edit("crop", 0.12, "left"),), 0.2, *readings, ())
    blurred = Flip((Edit("remove_lettering", 1.0),), 0.1, *readings, ())
    search = FlipSearch("id", "", "flipped", readings[0], (blurred, crop), None, {}, 10, 1.0)
    advice = photo_sentence(analysis, "", search)
    assert advice.endswith("crop 12 % from the left."), "an edit that is only a test is no advice"
    assert "looks mostly" not in photo_sentence(analysis)
    tiny = replace(search, flips=(replace(crop, size=0.01),))
    assert photo_sentence(analysis, "", tiny).endswith("even an edit that nobody would notice changes it.")
    none = replace(search, state="none", flips=())
    assert photo_sentence(analysis, "", none).endswith("No small edit that was tried would change that.")


def test_the_sentence_of_a_set_counts_what_could_not_be_read() -> None:
    assert set_sentence(1, 1) == "A shopping engine would offer 1 of 1 photo to shoppers."
    assert set_sentence(2, 3, failed=2).endswith("2 more photos could not be read.")
