"""D-RISE puts its evidence on what the detector needs: a planted patch, a real face, a real person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.detectors import tasks as detector_tasks
from core.errors import Misuse, NotFound
from core.explain import tasks
from core.explain.drise import explain_scores, region, scores_under_masks
from core.explain.request import BOX_MASKS, BoxRequest
from core.settings import Settings

BOX = np.array([40.0, 40.0, 100.0, 100.0])


def explain_box(image: np.ndarray, xyxy: np.ndarray, detect):
    return explain_scores(image, xyxy, detect, scores_under_masks(image, xyxy, detect, range(BOX_MASKS)))


def test_the_planted_patch_is_hot_and_nothing_else() -> None:
    image = np.full((160, 160, 3), 90, np.uint8)
    image[70:90, 50:70] = (220, 20, 20)

    def detect(shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        redness = shown[70:90, 50:70, 0].mean() / 220
        return np.stack([BOX, BOX + 100]), np.array([redness, 0.9])

    first, again = (explain_box(image, BOX, detect) for _ in range(2))
    heat = first.map
    near = heat[60:100, 40:80].sum() / heat.sum()
    assert first.has_evidence and near > 0.8 and first.score == pytest.approx(1.0)
    left, top, right, bottom = region(BOX, (160, 160))
    outside = heat.copy()
    outside[top:bottom, left:right] = 0
    assert not outside.any()
    np.testing.assert_array_equal(first.map, again.map)


def test_a_detector_that_does_not_care_has_no_evidence() -> None:
    image = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    assert not explain_box(image, BOX / 2, lambda shown: (BOX[None] / 2, np.ones(1))).has_evidence
    assert not explain_box(image, BOX / 2, lambda shown: (np.zeros((0, 4)), np.zeros(0))).has_evidence


@pytest.mark.slow
@pytest.mark.parametrize("detector", ["face", "person"])
def test_a_real_box_needs_what_lies_inside_it(detector: str, photos: dict[str, Path]) -> None:
    settings, path = Settings(), str(photos["astronaut"])
    trace = detector_tasks.trace(settings, path, "")
    found = {"face": trace.faces, "person": trace.persons}[detector]
    xyxy = found.xyxy[0]
    request = BoxRequest(path, detector, tuple(xyxy.tolist()), 0.5, trace.picture_id)
    half = BOX_MASKS // 2
    scores = [*tasks.box_scores(settings, request, 0, half), *tasks.box_scores(settings, request, half, BOX_MASKS)]
    explanation = tasks.explain_box(settings, request, scores)
    saliency = explanation.saliency
    assert saliency.label == detector and saliency.method == "d-rise" and explanation.overlay.startswith(b"\xff\xd8")
    score = float(found.scores[0])  # of the detector, on its own pixels; of a face before its body counts
    assert saliency.score == pytest.approx(score, abs=0.02) or detector == "face" and saliency.score > score
    scale = np.array([saliency.map.shape[1], saliency.map.shape[0]] * 2) / np.array(trace.size_wh * 2)
    left, top, right, bottom = np.rint(xyxy * scale).astype(int)
    inside = saliency.map[top:bottom, left:right].sum() / saliency.map.sum()
    around = region(xyxy, trace.size_wh)
    chance = (xyxy[2:] - xyxy[:2]).prod() / ((around[2] - around[0]) * (around[3] - around[1]))
    assert inside > chance + 0.15, f"{inside:.2f} inside, {chance:.2f} by chance"


def test_what_cannot_be_explained(photos: dict[str, Path]) -> None:
    path = str(photos["coffee"])
    with pytest.raises(NotFound, match="has changed"):
        tasks.box_scores(Settings(), BoxRequest(path, "face", (0, 0, 9, 9), 0.5, "0" * 64), 0, 1)
    for detector, xyxy in (("shoe", (0, 0, 9, 9)), ("face", (5, 5, 5, 9)), ("face", (0, 0, float("nan"), 9))):
        with pytest.raises(Misuse, match="must"):
            BoxRequest(path, detector, xyxy)
