"""Percents of log ratios, causal words from B up, and the names that readers of the JSON know."""

import math

import pytest

from core.sales.effects.effect import Effect


def made(letter="B"):
    return Effect("model_face", None, "units", math.log(1.2), 0.0, math.log(1.5), 0.05, 0.2, 20, letter)


def test_percents():
    effect = made()
    assert (effect.percent, effect.percent_low, effect.percent_high) == pytest.approx((20, 0, 50))


@pytest.mark.parametrize(("letter", "causal"), [("A", True), ("B", True), ("C", False), ("D", False)])
def test_only_good_grades_are_causal(letter, causal):
    assert made(letter).causal is causal


def test_plain_values_keep_their_names():
    values = made().to_dict()
    assert values["outcome"] == "units" and "dependent" not in values and values["reasons"] == []
