"""A folder of shelves is made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from core.learning.shelves.shelves import make  # noqa: E402
from tests.images.shelves.made import packshots  # noqa: E402


def test_shelves_are_made_once_and_read_again(tmp_path: Path) -> None:
    lines: list[str] = []
    one = make(packshots(), ("wire", "wood"), tmp_path, count=2, seed=5, log=lines.append)
    times = [kept.file.stat().st_mtime_ns for kept in one]
    again = make(packshots(), ("wire", "wood"), tmp_path, count=2, seed=5, log=lines.append)
    assert times == [kept.file.stat().st_mtime_ns for kept in again] and lines == ["made shelf 0 of 2"]
    assert [kept.layout for kept in again] == ["wire", "wood"]
    assert again[0].image.shape == (1200, 1600, 3) and len(again[0].xyxy) == len(again[0].rows)
    assert np.array_equal(one[1].gaps, again[1].gaps)
