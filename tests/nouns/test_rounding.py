"""Arrays become plain lists that JSON can hold."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.nouns.rounding import to_list


def test_numbers_are_rounded_and_plain() -> None:
    values = to_list(np.array([[0.12345, 2 / 3]], np.float32), 2)
    assert values == [[0.12, 0.67]] and json.loads(json.dumps(values)) == values


@pytest.mark.parametrize("shape", [(0,), (0, 4), (2, 0, 3)])
def test_nothing_is_an_empty_list(shape: tuple[int, ...]) -> None:
    assert np.asarray(to_list(np.zeros(shape, np.float32), 2)).size == 0


def test_a_float32_has_no_digits_of_float64() -> None:
    assert to_list(np.float32([0.1]), 4) == [0.1]
