"""Raw values become a map: only what is positive counts, and places stay where they are."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import WrongContract
from core.explain.heat import NOISE, enlarge, normalize, shrink


def test_the_strongest_evidence_is_one_and_negative_values_are_zero() -> None:
    heat = normalize(np.array([[4.0, 1.0], [-8.0, 0.0]]), magnitude=8.0)
    assert heat.tolist() == [[1.0, 0.25], [0.0, 0.0]]


@pytest.mark.parametrize("peak", [0.0, -1.0, NOISE])
def test_what_is_not_above_rounding_is_no_evidence(peak: float) -> None:
    assert (normalize(np.array([[peak, -2.0]]), magnitude=1.0) == 0).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number_is_an_error_and_no_map(value: float) -> None:
    with pytest.raises(WrongContract, match="must be a number, but it is NaN or infinite"):
        normalize(np.array([[1.0, value]]), magnitude=1.0)


def test_enlarging_is_bilinear_between_the_middles_of_cells() -> None:
    wide = enlarge(np.array([[0.0, 1.0]]), (20, 4))
    assert (np.diff(wide[0]) >= 0).all()
    assert wide[0, 5] == pytest.approx(0.05) and wide[0, 14] == pytest.approx(0.95)
    assert (wide == wide[0]).all()


@pytest.mark.parametrize("size_wh", [(1, 1), (300, 2), (2, 300)])
def test_an_enlarged_map_stays_in_range(size_wh: tuple[int, int]) -> None:
    wide = enlarge(np.random.default_rng(0).uniform(size=(7, 7)), size_wh)
    assert wide.shape == size_wh[::-1] and wide.dtype == np.float32
    assert wide.min() >= 0 and wide.max() <= 1


def test_a_reduced_map_keeps_its_places_and_a_small_one_its_size() -> None:
    heat = np.zeros((600, 1200), np.float32)
    heat[:300, 900:] = 1
    small = shrink(heat, 224)
    assert small.shape == (112, 224) and small[10, 200] == 1 and small[100, 100] == 0
    assert small.sum() / small.size == pytest.approx(heat.mean(), abs=1e-3)
    assert shrink(small, 224) is small


def test_a_single_bright_pixel_remains_evidence() -> None:
    heat = np.zeros((3000, 3000), np.float32)
    heat[1234, 2345] = 1
    assert shrink(heat, 224).max() > 0
