"""A fact survives JSON; its score is rounded there."""

from __future__ import annotations

import json

import pytest

from core.nouns.fact import Fact


@pytest.mark.parametrize("fact", [Fact("color", "red"), Fact("color", "mint green", 0.25, "colors_1")])
def test_a_fact_survives_json(fact: Fact) -> None:
    assert Fact.from_dict(json.loads(json.dumps(fact.to_dict()))) == fact


def test_the_score_has_four_decimals_in_json() -> None:
    assert Fact("color", "red", 1 / 3).to_dict()["score"] == 0.3333


def test_equal_facts_count_once() -> None:
    assert len({Fact("color", "red", 0.5), Fact("color", "red", 0.5), Fact("color", "blue", 0.5)}) == 2
