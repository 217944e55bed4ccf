"""Which pictures teach, what is done to each, and that an interrupted view continues where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import features as module  # noqa: E402
from core.learning.intent.classifier import FEATURES  # noqa: E402


@pytest.fixture
def pack(tmp_path: Path) -> pd.DataFrame:
    """Twenty pictures of one color each; the first ten of many small shops."""
    for number in range(20):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((30, 30, 3), 10 * number, np.uint8))
    return pd.DataFrame({
        "path": [f"{number}.png" for number in range(20)], "wide": [number < 10 for number in range(20)],
        "block": ["other2"] * 10 + ["home"] * 10, "s": [1 if number == 19 else -1 for number in range(20)],
        "hard": False, "split": ["val" if number == 4 else "train" for number in range(20)],
        "background": ["white"] * 10 + ["natural"] * 10, "y": [1] * 15 + [0] * 3 + [-1] * 2,
        "source": ["shop"] * 17 + [module.SCENE_SOURCES[0]] * 3})


def test_validation_pictures_and_unlabeled_ones_do_not_teach(pack: pd.DataFrame) -> None:
    assert module.teaching_rows(pack).tolist() == [0, 1, 2, 3, *range(5, 18), 19]


def test_few_of_a_large_block_teach_but_all_restricted_goods(pack: pd.DataFrame,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE_BLOCK", 3)
    rows = module.teaching_rows(pack)
    assert rows.tolist() == module.teaching_rows(pack).tolist() != module.teaching_rows(pack, 1).tolist()
    assert {0, 1, 2, 3, 5, 6, 7, 8, 9, 19} <= set(rows) and 12 <= len(rows) <= 13


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

    def frozen_part(networks: list, cache: Path, threads: int) -> Callable:
        def run(pictures: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
            runs.append(0)
            for picture in pictures:
                runs[-1] += 1
                yield np.full(FEATURES, picture.mean(), np.float32)
        return run

    monkeypatch.setattr(module, "frozen_part", frozen_part)
    cache = tmp_path / "cache"
    view = module.extract(pack, tmp_path, [], cache=cache, view=0)
    assert view.pooled.shape == (18, FEATURES) and view.pooled[:, 0].tolist() == (10 * view.rows).tolist()
    (count,) = cache.glob("*.done")
    count.write_text("15")
    assert np.array_equal(module.extract(pack, tmp_path, [], cache=cache, view=0).pooled, view.pooled)
    module.extract(pack, tmp_path, [], cache=cache, view=0)
    assert runs == [18, 3]
