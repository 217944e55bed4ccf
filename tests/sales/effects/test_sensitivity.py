"""Sensitivity against the published examples."""

import math

import pytest

from core.sales.effects.sensitivity import e_value, partial_r2, robustness_value


def test_the_darfur_example():
    """Cinelli and Hazlett (2020), table 1: estimate 0.097, standard error 0.023, 783 degrees of freedom."""
    t = 0.0973158 / 0.0232565
    assert partial_r2(t, 783) == pytest.approx(0.022, abs=5e-4)
    assert robustness_value(t, 783) == pytest.approx(0.139, abs=5e-4)
    assert robustness_value(t, 783, alpha=0.05) == pytest.approx(0.076, abs=5e-4)


def test_the_breastfeeding_example():
    """VanderWeele and Ding (2017): risk ratio 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0."""
    whole, end = e_value(math.log(3.9), math.log(1.8), math.log(8.7))
    assert whole == pytest.approx(7.26, abs=0.005)
    assert end == pytest.approx(3.0, abs=0.005)


def test_harm_is_as_strong_as_good():
    assert e_value(-0.2, -0.3, -0.1) == pytest.approx(e_value(0.2, 0.1, 0.3))


def test_an_interval_around_nothing_needs_no_unseen_cause():
    assert e_value(0.05, -0.01, 0.11)[1] == 1
    assert robustness_value(1.0, 500, alpha=0.05) == 0
