"""What is shown is the run that decides: its boxes equal the chain's, and the counts of its steps add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.analyze import tasks as analyze_tasks
from core.detectors import tasks
from core.errors import NotFound
from core.images.decode import read_picture
from core.nouns.detector_trace import NETS, DetectorTrace
from core.settings import Settings
from core.vision.faces.second_look import LOOKS
from core.words.detectors import faces_words, last_step, persons_words


def chain(settings: Settings, path: Path):
    return analyze_tasks.analyze_picture(settings, read_picture(path, "", settings))


def saved(image: np.ndarray, path: Path) -> str:
    Image.fromarray(image).save(path)
    return str(path)


def assert_adds_up(trace: DetectorTrace) -> None:
    """Each step gets what the step before leaves."""
    counts = [trace.nets[net].counts for net in NETS]
    assert sum(counts[0].values()) == sum(level.windows for level in trace.levels)
    assert sum(level.passed for level in trace.levels) == sum(counts[0].values()) - counts[0]["low"]
    assert sum(level.kept for level in trace.levels) == counts[0]["kept"] + counts[0]["other_size"]
    for before, after in zip(counts, counts[1:], strict=False):
        assert sum(after.values()) == before["kept"]
    assert len(trace.candidates) == counts[2]["kept"]
    assert sum(one.is_face for one in trace.candidates) == len(trace.faces)
    for net in NETS:
        boxes = trace.nets[net]
        low = boxes.of("low")
        assert (boxes.scores[low] <= boxes.threshold).all()
        assert (np.delete(boxes.scores, low) > boxes.threshold).all()
        assert (boxes.rivals[boxes.of("kept")] == 0).all()


@pytest.mark.parametrize("name", ["zidane", "bus", "astronaut", "coffee", "rocket"])
def test_its_boxes_are_those_of_the_chain(photos: dict[str, Path], name: str) -> None:
    settings = Settings()
    trace, analysis = tasks.trace(settings, str(photos[name]), ""), chain(settings, photos[name])
    assert trace.picture_id == analysis.picture_id and trace.size_wh == analysis.size_wh
    for ours, theirs in ((trace.faces, analysis.faces), (trace.persons, analysis.persons)):
        np.testing.assert_array_equal(ours.xyxy, theirs.xyxy)
        np.testing.assert_array_equal(ours.scores, theirs.scores)
    np.testing.assert_array_equal(trace.faces.landmarks, analysis.faces.landmarks)
    accepted = [one for one in trace.candidates if one.is_face]
    for row, one in enumerate(accepted):
        np.testing.assert_array_equal(one.xyxy, analysis.faces.xyxy[row])
    refused = [(round(one.score, 4), one.reason) for one in trace.candidates if not one.is_face]
    assert refused == [(one["score"], one["reason"]) for one in analysis.decided_by.refused]
    kept = trace.bodies.of("kept")
    persons = kept[trace.bodies.scores[kept] >= trace.bodies.threshold]
    np.testing.assert_array_equal(trace.bodies.xyxy[persons], analysis.persons.xyxy)
    assert_adds_up(trace)


def test_the_steps_can_be_followed_on_a_face(photos: dict[str, Path]) -> None:
    trace = tasks.trace(Settings(), str(photos["astronaut"]), "")
    (face,) = trace.candidates
    assert face.is_face and len(face.looks) == len(LOOKS) and len(face.crops) == 1 + len(LOOKS)
    assert all(crop.startswith(b"\xff\xd8") for crop in (*face.crops, trace.pyramid))
    assert (face.landmarks >= face.xyxy[:2]).all() and (face.landmarks <= face.xyxy[2:]).all()
    middle = (face.xyxy[:2] + face.xyxy[2:]) / 2
    for net in NETS:  # a kept box of each net lies on the face, in the picture's frame
        boxes = trace.nets[net]
        kept = boxes.xyxy[boxes.of("kept")]
        assert ((kept[:, :2] < middle) & (kept[:, 2:] > middle)).all(axis=1).any()
    assert [level.size_wh for level in trace.levels] == sorted((level.size_wh for level in trace.levels), reverse=True)
    assert trace.levels[0].face == pytest.approx(28.2, abs=0.5), "no face of such a body is smaller"
    assert last_step(trace) == "second_look"
    suppressed = trace.bodies.of("suppressed")
    assert (trace.bodies.rivals[suppressed] >= trace.bodies.scores[suppressed]).all()
    assert faces_words(trace).startswith("1 face.") and persons_words(trace, 0.49).startswith("1 person at")


def test_a_photo_without_anybody_names_its_closest_candidates(photos: dict[str, Path]) -> None:
    trace = tasks.trace(Settings(), str(photos["coffee"]), "")
    assert not trace.candidates and last_step(trace) == "onet", "searched quickly: nobody is likely"
    assert faces_words(trace).startswith("No face. The closest candidate ends at O-Net")
    assert "needs more than 0.80" in faces_words(trace)
    assert persons_words(trace, trace.bodies.threshold).startswith("No person. The closest candidate scores 0.0")


@pytest.mark.parametrize("shape, words", [((1, 1), "too small"), ((20, 3000), "too small"), ((300, 300), "No window"),
                                          ((21, 400), "No face")])
def test_tiny_and_blank_pictures(shape: tuple[int, int], words: str, tmp_path: Path) -> None:
    trace = tasks.trace(Settings(), saved(np.full((*shape, 3), 200, np.uint8), tmp_path / "blank.png"), "")
    assert words in faces_words(trace) and "No person" in persons_words(trace, 0.49)
    assert_adds_up(trace)


def test_a_file_that_has_changed_is_refused(photos: dict[str, Path]) -> None:
    with pytest.raises(NotFound, match="has changed"):
        tasks.trace(Settings(), str(photos["coffee"]), "0" * 64)
