"""Which pictures a view holds, what is done to each, and that an interrupted view continues where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import features as module  # noqa: E402
from core.learning.intent import mobilenet  # noqa: E402


@pytest.fixture
def pack(tmp_path: Path) -> pd.DataFrame:
    """Twenty pictures of one color each; the first ten of many small shops."""
    for number in range(20):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((30, 30, 3), 10 * number, np.uint8))
    return pd.DataFrame({
        "path": [f"{number}.png" for number in range(20)], "wide": [number < 10 for number in range(20)],
        "unseen": [number == 3 for number in range(20)],
        "split": ["val" if number == 4 else "train" for number in range(20)],
        "background": ["white"] * 10 + ["natural"] * 10, "y": [1] * 15 + [0] * 5,
        "source": ["shop"] * 18 + [module.SCENE_SOURCES[0]] * 2})


def test_later_views_leave_out_what_must_not_teach(pack: pd.DataFrame) -> None:
    assert module._rows(pack, 0, 0).tolist() == list(range(20))
    rows = module._rows(pack, 1, 0)
    assert {0, 1, 2, 5} <= set(rows) and not {3, 4} & set(rows) and len(rows) < 18
    assert rows.tolist() == module._rows(pack, 1, 0).tolist() != module._rows(pack, 2, 0).tolist()


def test_view_zero_is_each_picture_as_it_is(pack: pd.DataFrame, tmp_path: Path) -> None:
    pictures = list(module._pictures(pack, tmp_path, np.array([2, 7]), (0, 0)))
    assert [picture.shape for picture in pictures] == [(224, 224, 3)] * 2
    assert [int(picture.mean()) for picture in pictures] == [20, 70]


def test_a_view_depends_on_seed_and_row_alone(pack: pd.DataFrame, tmp_path: Path) -> None:
    both = list(module._pictures(pack, tmp_path, np.array([2, 12]), (1, 5)))
    (second,) = module._pictures(pack, tmp_path, np.array([12]), (1, 5))
    assert np.array_equal(both[1], second)


def test_an_interrupted_view_continues_where_it_stopped(pack: pd.DataFrame, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    def frozen_part(weights: Path, cache: Path, threads: int) -> Callable:
        def run(pictures: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
            runs.append(0)
            for picture in pictures:
                runs[-1] += 1
                yield np.full(mobilenet.CUT_SHAPE, picture.mean(), np.float32)
        return run

    monkeypatch.setattr(module, "frozen_part", frozen_part)
    cache = tmp_path / "cache"
    view = module.extract(pack, tmp_path, tmp_path, cache=cache, view=0)
    assert view.maps.shape == (20, *mobilenet.CUT_SHAPE) and view.maps[:, 0, 0, 0].tolist() == list(range(0, 200, 10))
    (count,) = cache.glob("*.done")
    count.write_text("15")
    assert np.array_equal(module.extract(pack, tmp_path, tmp_path, cache=cache, view=0).maps, view.maps)
    module.extract(pack, tmp_path, tmp_path, cache=cache, view=0)
    assert runs == [20, 5]
