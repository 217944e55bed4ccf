"""A threshold needs enough right pictures."""

from __future__ import annotations

import numpy as np
import pytest

from core.vision.tags.thresholds import threshold


def test_a_threshold_needs_enough_right_pictures() -> None:
    assert threshold(np.array([0.9] * 5), np.ones(5, bool)) > 1, "five pictures say too little"
    assert threshold(np.linspace(0.1, 1, 50), np.zeros(50, bool)) > 1
    assert threshold(np.linspace(0, 1, 50), np.ones(50, bool)) == pytest.approx(0.5, abs=0.03)
