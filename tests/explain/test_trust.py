"""The badge: what knows nothing is not trusted, and a map is trusted only beside maps that know nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.explain.contract import open_explainer
from core.explain.differentiable import DifferentiableModel
from core.explain.trust import judge, trust
from core.nouns.trust import Faithfulness
from core.words.trust import BADGES, REASONS
from tests.explain.pictures import RED, color_network, patch

GOOD, BLIND = Faithfulness(0.2, 0.8, 0.3), Faithfulness(0.5, 0.5, 0.0)


@pytest.fixture
def model(tmp_path: Path) -> DifferentiableModel:
    return DifferentiableModel(color_network(tmp_path / "colors.tflite"))


def test_a_map_of_the_planted_patch_beats_maps_that_know_nothing(model: DifferentiableModel) -> None:
    image = patch(RED, (0, 0, 110, 110))
    result = trust(model, image, open_explainer("hires-cam", model).explain(image, "apparel"))
    assert {"deletion", "road"} <= set(result.reasons), "blur leaves this network's mean color: insertion says little"
    assert result.map.deletion < min(result.center.deletion, result.chance.deletion)
    assert set(result.to_dict()) == {"badge", "map", "center", "chance", "randomized", "reasons"}


def test_a_map_of_the_wrong_place_is_not_trusted(model: DifferentiableModel) -> None:
    image = patch(RED, (0, 0, 110, 110))
    saliency = open_explainer("hires-cam", model).explain(image, "apparel")
    wrong = replace(saliency, map=np.ascontiguousarray(saliency.map[::-1, ::-1]))
    assert trust(model, image, wrong).badge == "do_not_trust"


def test_no_evidence_is_not_trusted(model: DifferentiableModel) -> None:
    image = patch(RED, (0, 0, 300, 300))
    result = trust(model, image, open_explainer("grad-cam", model).explain(image, "negative"))
    assert (result.badge, result.reasons) == ("do_not_trust", ("no_evidence",))


@pytest.mark.parametrize("own, randomized, badge", [
    (GOOD, 0.1, "faithful"), (GOOD, None, "faithful"), (GOOD, 0.95, "do_not_trust"), (BLIND, 0.1, "do_not_trust"),
    (Faithfulness(0.2, 0.5, 0.0), 0.1, "weak"), (Faithfulness(0.2, 0.8, -0.1), 0.1, "weak"),
])
def test_the_rule(own: Faithfulness, randomized: float | None, badge: str) -> None:
    verdict, reasons = judge(True, (own, BLIND, BLIND), randomized)
    assert verdict == badge and len(reasons) == 4
    assert all(REASONS[reason] for reason in reasons) and BADGES[verdict]


def test_a_rival_that_is_better_in_one_measure_denies_faithful() -> None:
    assert judge(True, (GOOD, BLIND, Faithfulness(0.1, 0.1, 0.0)), 0.0)[0] == "weak"


def test_the_randomized_twin_has_forgotten_and_the_model_has_not(model: DifferentiableModel) -> None:
    image = patch(RED, (0, 0, 150, 300))
    before = model.differentiate(image, "apparel")
    twin = model.randomized(1).differentiate(image, "apparel")
    assert not np.allclose(twin.gradient, before.gradient) and (twin.features == before.features).all()
    assert (model.differentiate(image, "apparel").gradient == before.gradient).all()
    assert model.randomized(1).differentiate(image, "apparel").logit == twin.logit
    assert model.randomized(1).score(model.to_input(image), "apparel")[1] == pytest.approx(twin.logit)
