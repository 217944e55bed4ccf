"""The nouns keep their meaning through JSON."""

import json

import numpy as np
import pytest

from core.nouns.analysis import KINDS, Analysis
from core.nouns.detections import Detections
from core.nouns.saliency import Saliency
from tests.made_up import made_up_analysis


@pytest.mark.parametrize("kind", KINDS)
def test_an_analysis_survives_json(kind):
    analysis = made_up_analysis(kind=kind)
    again = Analysis.from_dict(json.loads(json.dumps(analysis.to_dict())))
    assert again.to_dict() == analysis.to_dict() and again.kind == kind


def test_the_schema_has_the_agreed_fields():
    values = made_up_analysis().to_dict()
    assert list(values) == ["schema", "uri", "picture_id", "size_wh", "kind", "decided_by", "faces", "persons",
                            "intent", "models", "seconds"]
    assert list(values["faces"]) == ["xyxy", "scores", "landmarks"] and list(values["persons"]) == ["xyxy", "scores"]
    assert list(values["intent"]) == ["labels", "scores", "top", "shoppable", "shoppable_score", "sensitive_score"]


def test_nothing_found_is_a_value():
    empty = Detections.empty("face", landmarks=True)
    assert len(empty) == 0 and empty.landmarks.shape == (0, 5, 2) and empty.xyxy.shape == (0, 4)
    assert len(Detections.from_dict("face", empty.to_dict())) == 0


def test_a_map_without_evidence_says_so():
    zero = Saliency(np.zeros((4, 4), np.float32), np.zeros((2, 2), np.float32), "apparel", 0.1, "grad-cam", "x")
    assert not zero.has_evidence
