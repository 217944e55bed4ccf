"""Words for crops tell all outcomes apart."""

from __future__ import annotations

from core.nouns.crop import Crop, Rescored
from core.nouns.crop_request import CropRequest, CropTemplate, TemplateChange
from core.words.crops import change_words, crop_words, rescored_words, template_words

HERE = Crop("1:1", "keep", (0, 0, 10, 10), "center", cuts_text=True)
NONE = Crop("1:1", "keep", None, message="Too wide.")


def test_crops() -> None:
    assert crop_words(HERE) == "Nothing known: the middle · 10 × 10 px · an edge cuts lettering"
    assert crop_words(NONE) == "Does not fit. Too wide."


def test_labels() -> None:
    assert "changes" in rescored_words(Rescored("apparel", 0.9, 0.1, "negative"))


def test_templates_and_their_changes() -> None:
    template = CropTemplate("hero", CropRequest())
    assert template_words(template) == "hero"
    pairs = ((HERE, HERE), (HERE, NONE), (NONE, HERE), (NONE, NONE), (HERE, Crop("1:1", "keep", (0, 0, 5, 5))))
    words = [change_words(TemplateChange("a", *pair)) for pair in pairs]
    assert len(set(words)) == 5 and words[1].endswith("Too wide.") and words[4].startswith("25%")
