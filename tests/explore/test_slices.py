"""A planted slice that is worse comes first; a set without a difference names none."""

from __future__ import annotations

import numpy as np
import pytest

from core.explore.slices import newcombe, slices_of
from core.nouns.proportion import share_of


def test_newcombes_interval_of_his_own_example() -> None:
    """Newcombe 1998, table II, column (a): 56/70 - 48/80."""
    assert newcombe(share_of(56, 70), share_of(48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_a_planted_worse_slice_comes_first_and_chance_is_not_called_worse() -> None:
    random = np.random.default_rng(4)
    busy = random.random(400) < 0.2
    values = {"size": random.choice(["small", "large"], 400).tolist(),
              "background": np.where(busy, "busy", "plain").tolist(),
              "source": random.choice(["a", "b", "c"], 400).tolist()}
    found = slices_of(values, random.random(400) < np.where(busy, 0.5, 0.1))
    assert (found[0].dimension, found[0].value) == ("background", "busy") and found[0].low > 0.2
    assert [(item.dimension, item.value) for item in found if item.worse] == [("background", "busy")]


def test_small_slices_unknown_values_and_one_value_are_left_out() -> None:
    values = {"size": ["small"] * 4 + ["large"] * 20, "kind": ["same"] * 24, "brightness": [""] * 24}
    assert slices_of(values, np.zeros(24, bool)) == []
