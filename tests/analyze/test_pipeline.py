"""The chain with the real models on real photos, and the rule that turns findings into a kind."""

import numpy as np
import pytest

from core.analyze import pipeline
from core.images import decode
from core.nouns.detections import Detections
from core.nouns.picture import Picture
from core.settings import read_settings
from core.vision.faces.detector import FaceFindings
from core.vision.persons.detector import PersonFindings


@pytest.fixture(scope="module")
def models():
    return pipeline.open_models(read_settings())


def picture_of(path) -> Picture:
    return decode.decode(path.read_bytes(), path.name, max_pixels=50_000_000)


def test_two_faces_with_landmarks_inside(models, photos):
    analysis = pipeline.analyze(picture_of(photos["zidane"]), models)
    assert analysis.kind == "model_face" and len(analysis.faces) == 2
    for (left, top, right, bottom), points in zip(analysis.faces.xyxy, analysis.faces.landmarks, strict=True):
        assert ((points[:, 0] > left) & (points[:, 0] < right) & (points[:, 1] > top) & (points[:, 1] < bottom)).all()
        assert points[:2, 1].mean() < points[2, 1] < points[3:, 1].mean(), "eyes above nose above mouth"


def test_persons_in_the_street_and_no_shoe_as_face(models, photos):
    analysis = pipeline.analyze(picture_of(photos["bus"]), models)
    assert len(analysis.persons) >= 3
    middles = (analysis.faces.xyxy[:, 1] + analysis.faces.xyxy[:, 3]) / 2
    assert (middles < 0.6 * analysis.size_wh[1]).all(), "a face among the feet is a shoe"


def test_boxes_lie_inside_and_scores_are_probabilities(models, photos):
    for path in photos.values():
        analysis = pipeline.analyze(picture_of(path), models)
        width, height = analysis.size_wh
        for found in (analysis.faces, analysis.persons):
            assert ((found.xyxy >= 0) & (found.xyxy <= [width, height, width, height])).all()
            assert ((found.scores >= 0) & (found.scores <= 1)).all() and (np.diff(found.scores) <= 1e-6).all()
        assert analysis.intent.shopping.scores.sum() == pytest.approx(1, abs=1e-3)
        assert 0 <= analysis.intent.sensitive_score <= 1


@pytest.mark.parametrize("gray", [0, 128, 255])
@pytest.mark.parametrize("size_wh", [(1, 1), (1, 400), (640, 480)])
def test_an_empty_picture_is_product_only_without_nan(models, gray, size_wh):
    image = np.full((size_wh[1], size_wh[0], 3), gray, np.uint8)
    analysis = pipeline.analyze(Picture("0" * 64, "blank", image), models)
    assert analysis.kind == "product_only" and analysis.decided_by.index is None
    assert len(analysis.faces) == 0 and len(analysis.persons) == 0
    assert np.isfinite(analysis.intent.shopping.scores).all() and np.isfinite(analysis.decided_by.margin)


def test_the_short_cascade_stops_at_a_face_with_the_same_verdict(models, photos):
    full = pipeline.analyze(picture_of(photos["zidane"]), models)
    short = pipeline.analyze(picture_of(photos["zidane"]), models, "short")
    assert short.persons is None and "persons" not in short.seconds
    assert short.kind == full.kind and short.intent.to_dict() == full.intent.to_dict()
    assert short.decided_by == full.decided_by


def test_the_short_cascade_looks_for_persons_when_there_is_no_face(models, photos):
    assert pipeline.analyze(picture_of(photos["coffee"]), models, "short").persons is not None


def faces_found(*scores: float) -> FaceFindings:
    boxes = np.tile(np.array([[0, 0, 10, 10]], np.float32), (len(scores), 1))
    points = np.zeros((len(scores), 5, 2), np.float32)
    return FaceFindings(Detections("face", boxes, np.array(scores, np.float32), points), (), 0.5)


def persons_found(*scores: float, best_refused: float = 0.0) -> PersonFindings:
    boxes = np.tile(np.array([[0, 0, 10, 10]], np.float32), (len(scores), 1))
    return PersonFindings(Detections("person", boxes, np.array(scores, np.float32)), best_refused, 0.3)


def test_a_face_goes_before_a_person():
    decision = pipeline.decide(faces_found(0.9, 0.7), persons_found(0.99))
    assert (decision.kind, decision.stage, decision.index) == ("model_face", "faces", 0)
    assert decision.margin == pytest.approx(0.4) and not decision.close_call


def test_a_person_without_a_face_is_worn():
    decision = pipeline.decide(faces_found(), persons_found(0.35))
    assert (decision.kind, decision.stage, decision.index) == ("worn_no_face", "persons", 0)
    assert decision.close_call, "0.35 is near 0.3"


def test_nothing_found_tells_how_near_it_was():
    decision = pipeline.decide(faces_found(), persons_found(best_refused=0.28))
    assert (decision.kind, decision.stage, decision.index) == ("product_only", "none", None)
    assert decision.score == pytest.approx(0.28) and decision.margin == pytest.approx(0.02) and decision.close_call
