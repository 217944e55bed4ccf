"""Every step, fate and look has its words, and the closest candidate is the one that got furthest."""

from __future__ import annotations

from dataclasses import replace

from core.nouns.detections import Detections
from core.nouns.detector_trace import FATES, NETS
from core.vision.faces.second_look import FEATURES, LOOKS
from core.words import detectors as words
from tests.made_up import made_up_trace


def test_every_name_has_words() -> None:
    assert set(words.FATE_WORDS) == set(FATES) and set(words.PART_WORDS) == set(FEATURES)
    assert set(words.STEP_NAMES) == set(words.STEP_TEXTS) == set(words.STEPS) and set(NETS) < set(words.STEPS)
    assert len(words.LOOK_WORDS) == 1 + len(LOOKS) and len(words.LANDMARK_WORDS) == 5


def test_a_photo_with_a_face_and_one_without() -> None:
    trace = made_up_trace()
    assert words.faces_words(trace) == ("1 face. 900 windows at 1 size became 2, then 2, then 2 boxes; the second look "
                                        "accepted 1 of 2.")
    assert words.last_step(trace) == "second_look" and words.step_words(trace, "second_look") == "Second look: 1"
    face, refused = trace.candidates
    assert words.candidate_words(face, 0.5) == "Face: 0.98, above 0.50"
    assert words.candidate_words(refused, 0.5) == "Refused: 0.20, not above 0.50; it does not look like a face"
    nobody = replace(trace, faces=Detections.empty("face"), candidates=(refused,))
    assert words.faces_words(nobody) == ("No face. The closest candidate scores 0.20, not above 0.50: it does not look "
                                         "like a face.")
    assert words.body_words(face) == "A body belongs to it: 0.99" and words.body_words(refused) == ""
    nobody = replace(nobody, candidates=())
    assert words.faces_words(nobody).startswith("No face. The closest candidate ends at O-Net, which scores it 0.90")
    assert "too small" in words.faces_words(replace(nobody, levels=()))


def test_persons_at_a_threshold() -> None:
    trace = made_up_trace()
    assert words.persons_words(trace, 0.49) == "1 person at the threshold 0.49."
    assert words.persons_words(trace, 0.1) == "2 persons at the threshold 0.10."
    assert words.persons_words(trace, 0.95) == (
        "No person. The closest candidate scores 0.90, below the threshold 0.95.")
