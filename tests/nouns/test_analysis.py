"""An analysis is the one schema of every door: it survives JSON, and its fields stay."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.nouns.analysis import KINDS, Analysis, AnalysisOptions, Decision
from core.nouns.fact import Fact
from core.nouns.intent import CLOSE_CALL
from tests.made_up import made_up_analysis


@pytest.mark.parametrize("kind", KINDS)
def test_an_analysis_survives_json(kind):
    analysis = replace(made_up_analysis(kind=kind), facts=(Fact("color", "red", 0.6, "colors_1"),))
    again = Analysis.from_dict(json.loads(json.dumps(analysis.to_dict())))
    assert again.to_dict() == analysis.to_dict() and again.kind == kind and again.facts == analysis.facts


def test_the_schema_has_the_agreed_fields():
    values = made_up_analysis().to_dict()
    assert list(values) == ["schema", "uri", "picture_id", "size_wh", "kind", "decided_by", "faces", "persons",
                            "intent", "models", "seconds", "facts"]
    assert list(values["faces"]) == ["xyxy", "scores", "landmarks"] and list(values["persons"]) == ["xyxy", "scores"]
    assert list(values["intent"]) == ["labels", "scores", "top", "shoppable", "shoppable_score", "sensitive_score"]
    assert list(values["decided_by"]) == ["stage", "index", "score", "threshold", "margin", "close_call", "refused"]


def test_an_analysis_of_an_earlier_release_has_no_facts():
    values = made_up_analysis().to_dict()
    del values["facts"]
    assert Analysis.from_dict(values).facts == ()


def test_the_short_cascade_leaves_persons_unknown_and_not_empty():
    analysis = replace(made_up_analysis(), persons=None)
    assert analysis.to_dict()["persons"] is None
    assert Analysis.from_dict(analysis.to_dict()).persons is None
    assert len(made_up_analysis(kind="product_only").persons) == 0


@pytest.mark.parametrize(("margin", "close"), [(0.0, True), (CLOSE_CALL - 0.001, True), (CLOSE_CALL, False),
                                                (0.5, False)])
def test_a_score_near_its_threshold_is_a_close_call(margin, close):
    decision = Decision("model_face", "faces", 0, 0.5 + margin, 0.5, margin)
    assert decision.close_call is close and decision.to_dict()["close_call"] is close
    assert Decision.from_dict("model_face", decision.to_dict()).margin == pytest.approx(margin)


def test_options_are_full_without_optional_stages_unless_asked():
    assert AnalysisOptions() == AnalysisOptions("full", ())
