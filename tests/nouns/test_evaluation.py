"""Evaluations and comparisons as plain values."""

from __future__ import annotations

import json

from core.nouns.evaluation import Comparison, Evaluation, JudgedPicture, ModelPair, ModelPoint
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of


def test_they_are_ready_for_json() -> None:
    picture = JudgedPicture("a" * 64, "1.jpg", "other", "apparel", 0.9, 0.1)
    found = Evaluation("m", "d", "all", 2, 1, 0, None, (picture,), (), (("2.jpg", "It is gone."),))
    assert json.loads(json.dumps(found.to_dict()))["hardest"][0]["name"] == "1.jpg"
    difference = paired_difference([True, False], [True, True])
    pair = ModelPair("m", "n", difference, (("other", difference),), (), ())
    points = (ModelPoint("m", share_of(1, 2), 0.1, 7), ModelPoint("n", share_of(2, 2), 0.1, 7, 3.5))
    plain = json.loads(json.dumps(Comparison("d", "all", 2, 2, points, (pair,)).to_dict()))
    assert plain["pairs"][0]["by_label"][0][1]["better"] == 1 and plain["points"][1]["milliseconds"] == 3.5
