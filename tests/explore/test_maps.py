"""A map is read back as it was kept, and anew when it was made anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from core.explore.maps import KeptMaps, PictureMap
from core.settings import Settings


def a_map(count: int) -> PictureMap:
    return PictureMap(tuple(f"{number:064d}" for number in range(count)), np.ones((count, 2), np.float32), "pca",
                      np.zeros((count, 0), np.int32))


def test_the_newest_map_of_a_job_is_read_back(tmp_path: Path) -> None:
    kept = KeptMaps(SimpleNamespace(settings=Settings(data_dir=tmp_path)))
    assert kept.of("a" * 16) is None
    kept.keep("a" * 16, a_map(3))
    first = kept.of("a" * 16)
    assert first is not None and first.picture_ids == a_map(3).picture_ids and first.method == "pca"
    assert first.places.tolist() == a_map(3).places.tolist() and kept.of("a" * 16) is first
    kept.keep("a" * 16, a_map(5))
    assert len(kept.of("a" * 16).picture_ids) == 5 and kept.of("b" * 16) is None
    assert [path.name for path in (tmp_path / "explanations").iterdir()] == [f"{'a' * 16}.map.npz"], "no halves"
