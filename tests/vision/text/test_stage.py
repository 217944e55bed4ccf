"""Words in a picture become facts with the place where they stand."""

from __future__ import annotations

import cv2
import numpy as np

from core.models import store
from core.settings import ROOT
from core.vision.text.stage import open_text
from tests.made_up import made_up_analysis


def test_words_are_facts_with_boxes() -> None:
    image = np.full((200, 480, 3), 255, np.uint8)
    cv2.putText(image, "SUMMER SALE", (30, 120), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (20, 20, 20), 5)
    (fact,) = open_text(store.entry(ROOT / "models", "text"))(image, made_up_analysis())
    assert fact.name == "text" and fact.value.replace(" ", "") == "SUMMERSALE" and fact.score > 0.5
    left, top, right, bottom = fact.xyxy
    assert left < 60 and right > 400 and 40 < top < bottom < 150
    blank = np.full((90, 90, 3), 255, np.uint8)
    assert open_text(store.entry(ROOT / "models", "text"))(blank, made_up_analysis()) == ()
