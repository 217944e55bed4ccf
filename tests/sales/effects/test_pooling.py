"""Shrinkage: a product without an estimate takes the mean, precise ones keep their own, noise is pooled away."""

import numpy as np
import pytest

from core.sales.effects.pooling import shrink

NAN = np.nan


def test_without_an_own_estimate_it_is_the_mean():
    rows = shrink(np.array([NAN, NAN]), np.array([NAN, NAN]), (0.1, 0.02))
    assert rows["beta"].tolist() == [0.1, 0.1] and rows["error"].tolist() == pytest.approx([0.02, 0.02])
    assert rows["share_own"].tolist() == [0, 0]


def test_precise_estimates_that_differ_stand_by_themselves():
    own = np.array([-0.5, 0.0, 0.5, 1.0])
    rows = shrink(own, np.full(4, 0.001), (0.25, 0.1))
    assert rows["beta"].to_numpy() == pytest.approx(own, abs=1e-3) and (rows["share_own"] > 0.99).all()


def test_noise_is_pooled_away():
    own = np.array([0.09, 0.1, 0.11, 0.1])
    assert shrink(own, np.full(4, 0.5), (0.1, 0.02))["beta"].tolist() == pytest.approx([0.1] * 4)


def test_no_products():
    assert len(shrink(np.array([]), np.array([]), (0.1, 0.02))) == 0
