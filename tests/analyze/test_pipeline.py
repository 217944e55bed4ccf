"""The chain with the real models on real photos, and the rule that turns findings into a kind."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.analyze import pipeline
from core.images import decode
from core.nouns.detections import Detections
from core.nouns.fact import NOT_WORN
from core.nouns.intent import INTENT_LABELS, Classification, Intent
from core.nouns.picture import Picture
from core.settings import read_settings
from core.vision.faces.body import ALONE
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
    assert (short.decided_by.stage, short.decided_by.index) == (full.decided_by.stage, full.decided_by.index)
    assert short.decided_by.score >= full.decided_by.score, "whether a body belongs to the face is not looked at"


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


def test_a_face_printed_on_a_cushion_makes_no_model(models, photos):
    """A real face, cut out of a photo and printed in the middle of a plain cushion."""
    face = picture_of(photos["astronaut"]).image[40:200, 150:300]
    image = np.full((480, 640, 3), 235, np.uint8)
    image[110:390, 160:480] = (60, 90, 150)
    image[170:330, 245:395] = face
    analysis = pipeline.analyze(Picture("0" * 64, "cushion", image), models)
    assert analysis.kind != "model_face" and len(analysis.faces) == 0
    (refused,) = analysis.decided_by.refused
    assert refused["reason"] == ALONE and refused["score"] <= 0.5


def test_the_same_face_with_its_body_is_a_model(models, photos):
    analysis = pipeline.analyze(picture_of(photos["astronaut"]), models)
    assert analysis.kind == "model_face" and not analysis.decided_by.refused


def test_a_close_up_needs_no_body(models, photos):
    image = np.ascontiguousarray(picture_of(photos["astronaut"]).image[20:220, 130:320])
    assert pipeline.analyze(Picture("0" * 64, "portrait", image), models).kind == "model_face"


@pytest.mark.parametrize("faces, persons, side, closer", [
    (0, 1, 900, True), (1, 1, 900, False), (0, 0, 900, False), (0, 1, 500, False)])
def test_a_large_photo_of_a_person_without_a_face_is_searched_closer(models, faces, persons, side, closer):
    searches = []

    def search(image, *, side=0, least_face=0.0, part=None):
        searches.append((side or models.faces.longest_side, least_face, part))
        return SimpleNamespace(findings=SimpleNamespace(faces=[0] * faces))

    face_model = SimpleNamespace(search=search, can_look_closer=models.faces.can_look_closer,
                                 side_for=models.faces.side_for, closer_side=models.faces.closer_side,
                                 least_face=models.faces.least_face, heads=models.faces.heads,
                                 confirm=lambda found, *bodies: found)
    bodies = np.float32([[0, 0, 10, 300]] * persons).reshape(-1, 4), np.array([0.9] * persons, np.float32)
    found = SimpleNamespace(findings=SimpleNamespace(persons=[0] * persons), candidates=bodies)
    both = SimpleNamespace(faces=face_model, persons=SimpleNamespace(search=lambda image: found))
    pipeline.look(np.zeros((side, 10, 3), np.uint8), both, "full", {})
    assert [size for size, *_ in searches] == [512 if persons else models.faces.quick_side, 800][: 1 + closer]
    assert all(least == pytest.approx(15 * persons) for _, least, _ in searches)
    assert [part for *_, part in searches] == [None, pytest.approx((-24, -24, 34, 189))][: 1 + closer]  # its upper part


def test_a_part_of_a_photo_is_searched_and_a_face_found_at_the_same_place(models, photos):
    image = picture_of(photos["astronaut"]).image
    everywhere = models.faces.search(image)
    left, top, right, bottom = everywhere.findings.faces.xyxy[0]
    there = models.faces.search(image, part=(left - 60, top - 60, right + 60, bottom + 60))
    x0, y0, x1, y1 = there.cascade.proposals.part
    assert (x1 - x0) * (y1 - y0) < 0.3 * image.shape[0] * image.shape[1]
    assert np.allclose(there.findings.faces.xyxy, everywhere.findings.faces.xyxy, atol=4)
    assert not len(models.faces.search(image, part=(0, bottom + 60, right, image.shape[0])).findings.faces)


def test_faces_too_small_for_the_smallest_body_cost_nothing(models, photos):
    image = picture_of(photos["astronaut"]).image
    bodies, scores = np.float32([[0, 0, 400, 500], [0, 0, 9, 9]]), np.float32([0.9, 0.05])
    least = models.faces.least_face(bodies, scores)
    assert least == pytest.approx(25) and models.faces.least_face(bodies, scores[::-1] - 0.01) == pytest.approx(0.45)
    assert models.faces.least_face(bodies, np.float32([0.05, 0.05])) == 0
    all_sizes, fewer = models.faces.search(image), models.faces.search(image, least_face=least)
    assert len(fewer.cascade.proposals.tiles) == len(all_sizes.cascade.proposals.tiles) - 1
    assert np.allclose(fewer.findings.faces.xyxy, all_sizes.findings.faces.xyxy, atol=3)


def test_a_photo_without_a_body_is_searched_quickly_and_shows_the_face_that_is_refused(models):
    """A mug with a printed face: the chain sees it at a smaller size, and still says why it is no model."""
    unlikely, likely = np.array([0.001], np.float32), np.array([0.2, 0.001], np.float32)
    assert models.faces.side_for(unlikely) == models.faces.quick_side < models.faces.longest_side
    assert models.faces.side_for(likely) == models.faces.longest_side
    assert models.faces.side_for(np.zeros(0, np.float32)) == models.faces.quick_side


def intent_of(*scores: float) -> Intent:
    return Intent(Classification(INTENT_LABELS, np.array(scores, np.float32)), 0.0, True, max(scores[1:]))


def test_a_hand_with_a_carton_wears_nothing():
    worn = pipeline.decide(faces_found(), persons_found(0.9))
    (fact,) = pipeline.not_worn(worn, intent_of(0.3, 0.1, 0.1, 0.5), "intent_9")
    assert (fact.name, fact.value) == NOT_WORN and fact.model == "intent_9"
    assert fact.score == pytest.approx(0.5 / 0.7)
    assert pipeline.not_worn(worn, intent_of(0.3, 0.5, 0.1, 0.1), "") == ()
    assert pipeline.not_worn(worn, intent_of(1.0, 0.0, 0.0, 0.0), "") == ()
    assert pipeline.not_worn(pipeline.decide(faces_found(0.9), persons_found(0.9)), intent_of(0, 0, 0, 1), "") == ()
