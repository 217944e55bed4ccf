"""A test's result is weighted by its precision, or replaces a history that disagrees."""

import math

import pytest

from core.errors import Misuse
from core.sales.effects.effect import Effect
from core.sales.effects.prior import Prior, combine

EFFECT = Effect("model_face", None, "units", 0.10, 0.0, 0.2, 0.05, 0.2, 20, "C", ("why",), ("do",))


def test_precision_weights():
    result = combine(EFFECT, Prior("model_face", "units", 0.14, 0.05, "A test"))
    assert result.beta == pytest.approx(0.12) and result.standard_error == pytest.approx(0.05 / math.sqrt(2))
    assert result.grade == "A" and "agrees" in result.reasons[0] and not result.advice


def test_a_test_that_disagrees_stands_alone():
    result = combine(EFFECT, Prior("model_face", "units", 0.6, 0.05, "A test"))
    assert result.beta == 0.6 and "disagrees" in result.reasons[0]


def test_plain_values_and_back_with_the_stored_name():
    prior = Prior("model_face", "units", 0.1, 0.02, "A test")
    assert prior.to_dict()["outcome"] == "units" and Prior.from_dict(prior.to_dict()) == prior
    assert Prior.from_dict({"prior": prior.to_dict()}) == prior


@pytest.mark.parametrize("values", [{}, {"prior": 3}, {"kind": "a", "outcome": "units", "beta": "x",
                                                        "standard_error": 1}])
def test_what_is_not_a_readout_is_misuse(values):
    with pytest.raises(Misuse):
        Prior.from_dict(values)


@pytest.mark.parametrize("error", [0.0, -1.0, math.inf, math.nan])
def test_the_error_is_a_finite_number_above_zero(error):
    with pytest.raises(Misuse, match="finite numbers"):
        Prior.from_dict({"kind": "a", "outcome": "units", "beta": 0.1, "standard_error": error})
