"""Shopping intent: the top label, single scores, and both through JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD, SENSITIVE, Classification, Intent


@pytest.mark.parametrize("label", INTENT_LABELS)
def test_the_top_label_is_the_most_probable_one(label: str) -> None:
    scores = np.full(4, 0.1, np.float32)
    scores[INTENT_LABELS.index(label)] = 0.7
    shopping = Classification(INTENT_LABELS, scores)
    assert shopping.top == label and shopping.score(label) == pytest.approx(0.7)


def test_an_unknown_label_has_no_score() -> None:
    with pytest.raises(ValueError):
        Classification(INTENT_LABELS, np.full(4, 0.25, np.float32)).score("shoes")


def test_json_and_back() -> None:
    shopping = Classification(INTENT_LABELS, np.float32([0.12345, 0.5, 0.3, 0.07655]))
    intent = Intent(shopping, 0.123456, True, 0.5)
    values = json.loads(json.dumps(intent.to_dict()))
    assert values == {"labels": list(INTENT_LABELS), "scores": [0.1235, 0.5, 0.3, 0.0765], "top": "apparel",
                      "shoppable": True, "shoppable_score": 0.5, "sensitive_score": 0.1235}
    assert Intent.from_dict(values).to_dict() == values
    values |= {"label_set": ["apparel", "home_decor"], "label_set_coverage": 0.9}
    assert Intent.from_dict(values).label_set == ("apparel", "home_decor")
    assert Intent.from_dict(values).to_dict() == values


def test_sensitive_is_no_intent() -> None:
    assert SENSITIVE not in INTENT_LABELS and RULE_THRESHOLD == 0.5


@pytest.mark.parametrize(("shoppable", "sensitive", "is_close"), [
    (0.9, 0.1, False), (0.59, 0.1, True), (0.41, 0.1, True), (0.9, 0.45, True), (0.3, 0.7, False)])
def test_a_score_near_its_threshold_is_a_close_call(shoppable: float, sensitive: float, is_close: bool) -> None:
    scores = Classification(INTENT_LABELS, np.float32([1 - shoppable, shoppable, 0, 0]))
    assert Intent(scores, sensitive, True, shoppable).close_call is is_close
