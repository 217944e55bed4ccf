"""Published boundaries, alpha spent to the end, and power that a one-look test has in closed form."""

import numpy as np
import pytest
from scipy import stats

from core.sales.experiments.stopping import alpha_spent, boundaries, crossing_probability, independent_looks


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.2])
def test_all_alpha_is_spent_at_the_end_and_rises_before(alpha):
    assert alpha_spent(1.0, alpha) == pytest.approx(alpha)
    values = [alpha_spent(share, alpha) for share in np.linspace(0.1, 1, 10)]
    assert values == sorted(values) and values[0] < alpha / 100


def test_published_limits_of_two_looks():
    """Lan and DeMets (1983), O'Brien-Fleming type, looks at 1/2 and 1: 2.963 and 1.969."""
    assert boundaries([0.5, 1.0]) == pytest.approx([2.963, 1.969], abs=0.03)


def test_power_of_one_look_is_that_of_a_z_test():
    limit = stats.norm.isf(0.025)
    expected = stats.norm.sf(limit - 2.8) + stats.norm.cdf(-limit - 2.8)
    assert crossing_probability([limit], np.eye(1), [2.8]) == pytest.approx(expected, abs=0.01)


def test_false_alarms_of_all_looks_are_alpha():
    shares = [0.25, 0.5, 0.75, 1.0]
    found = crossing_probability(boundaries(shares), independent_looks(shares), [0.0] * 4)
    assert found == pytest.approx(0.05, abs=0.004)


def test_published_limits():
    """Lan and DeMets (1983), five looks, two-sided 0.05; the values that all textbooks print."""
    assert boundaries([0.2, 0.4, 0.6, 0.8, 1.0]) == pytest.approx([4.877, 3.357, 2.680, 2.290, 2.031], abs=0.03)
    assert boundaries([1.0]) == pytest.approx([1.96], abs=1e-3)
