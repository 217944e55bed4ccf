"""Each warning sign costs a grade and comes with a reason; below B advice always names a test."""

import pytest

from core.sales.effects.effect import Effect
from core.sales.effects.grading import TEST_ADVICE, Evidence, grade, grade_product

EFFECT = Effect("model_face", None, "units", 0.1, 0.05, 0.15, 0.025, 0.1, 20, robustness_value=0.2)
CLEAN = {"switchers": 20, "pre_trend_p": 0.5, "placebo_p": 0.6}


@pytest.mark.parametrize(("change", "letter", "words"), [
    ({}, "B", "20 products changed"), ({"switchers": 9}, "C", "Only 9 products changed"),
    ({"pre_trend_p": 0.01}, "C", "Sales moved before"), ({"pre_trend_p": None}, "C", "do not allow a test"),
    ({"placebo_p": 0.01}, "C", "Made-up change dates"), ({"influential": "Boot"}, "C", "Without Boot"),
    ({"switchers": 9, "placebo_p": 0.01}, "D", "Only 9 products")])
def test_within_products(change, letter, words):
    result = grade(EFFECT, Evidence("within", **{**CLEAN, **change}))
    assert result.grade == letter and words in result.reasons[0] and result.advice[-1] == TEST_ADVICE


@pytest.mark.parametrize(("change", "letter"), [({}, "C"), ({"facts": ()}, "D"), ({"overlap": 0.5}, "D"),
                                                ({"products": 14}, "D")])
def test_a_cross_section_gets_a_c_at_best(change, letter):
    evidence = {"switchers": 0, "facts": ("rating",), "overlap": 0.9, "products": 30, **change}
    assert grade(EFFECT, Evidence("between", **evidence)).grade == letter


def test_a_weak_unobserved_factor_is_a_warning_sign():
    weak = Effect("model_face", None, "units", 0.1, 0.05, 0.15, 0.025, 0.1, 20, robustness_value=0.01)
    assert grade(weak, Evidence("within", **CLEAN)).grade == "C"


def test_a_product_without_an_estimate_of_its_own_is_one_grade_lower():
    overall = grade(EFFECT, Evidence("within", **CLEAN))
    assert grade_product(EFFECT, overall, 0.4, has_own=True).grade == "B"
    assert "40 %" in grade_product(EFFECT, overall, 0.4, has_own=True).reasons[0]
    assert grade_product(EFFECT, overall, 0.0, has_own=False).grade == "C"
