"""What views are worth, on made-up scores: the gain of their mean, its interval by source, and flips of mirrors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.learning.intent.views import CANDIDATES, VIEWS, compare, mirror_flips, padded


def test_the_gain_is_that_of_the_mean_and_its_interval_that_of_sources() -> None:
    rows = pd.DataFrame({"y": [1, 1, 2, 2], "source": ["a", "a", "b", "b"], "background": "white"})
    whole = np.array([[.6, .4, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [.7, 0, .3, 0]])
    better = np.array([[.1, .9, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [.6, 0, .4, 0]])
    figures = compare(rows, {"whole": whole, "mirrored": better}, [("whole",), ("whole", "mirrored")])
    alone, both = figures["whole"], figures["whole + mirrored"]
    assert (alone["accuracy"]["share"], both["accuracy"]["share"]) == (0.5, 0.75)
    assert (alone["gain"], alone["interval"]) == (0, [0, 0])
    assert both["gain"] == 0.25 and both["interval"] == [0, 0.5], "one of two sources gains a half"
    assert mirror_flips({"whole": whole, "mirrored": better}) == 0.25


@pytest.mark.parametrize("size", [(20, 40), (40, 20), (30, 30)])
def test_padding_keeps_the_picture_whole(size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 7, np.uint8)
    assert padded(image).shape == (max(size), max(size), 3) and (padded(image) == 7).all()
    assert CANDIDATES["smaller"](image).shape[:2] == tuple(side + round(side / 4) for side in size)


def test_each_view_shows_its_part() -> None:
    image = np.arange(100 * 50 * 3, dtype=np.uint32).astype(np.uint8).reshape(100, 50, 3)
    seen = {name: view(image) for name, view in VIEWS.items()}
    assert np.array_equal(seen["whole"], image) and np.array_equal(seen["mirrored"][:, ::-1], image)
    assert np.array_equal(seen["center"], image[10:90, 5:45])
    assert np.array_equal(seen["center mirrored"], seen["center"][:, ::-1]) and set(VIEWS) < set(CANDIDATES)
