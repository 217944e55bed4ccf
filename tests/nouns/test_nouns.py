"""The nouns keep their meaning through JSON."""

import json

import pytest

from core.nouns.analysis import KINDS, Analysis
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
