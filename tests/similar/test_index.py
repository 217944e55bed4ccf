"""The index on disk: exact below 100,000 pictures, faiss above, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import SetupError
from core.similar import index as index_module
from core.similar.index import NO_PAIRS, current, open_index, read_pairs, write_pairs
from core.vision.index_folder import about
from tests.similar.made_up_index import made_up_index, names


def vectors(count: int) -> np.ndarray:
    """Clusters of 10 around random centers."""
    rng = np.random.default_rng(3)
    centers = rng.normal(size=(-(-count // 10), 32))
    return (np.repeat(centers, 10, axis=0) + 0.2 * rng.normal(size=(len(centers) * 10, 32)))[:count]


def test_the_nearest_come_first_with_their_cosines(tmp_path: Path) -> None:
    index = made_up_index(tmp_path, vectors(60))
    rows, scores = index.nearest(index.exact[[7, 41]], 10)
    assert rows[:, 0].tolist() == [7, 41] and scores[:, 0] == pytest.approx(1, abs=2e-3)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert set(rows[0].tolist()) == set(range(10)), "its own cluster"
    assert index.nearest(index.exact[:1], 500)[0].shape == (1, 60), "no more than there are"
    assert index.row(names(60)[13]) == 13 and index.row("f" * 64) is None


@pytest.mark.parametrize(("flat", "kind"), [(3000, "IndexScalarQuantizer"), (500, "IndexIVFScalarQuantizer")])
def test_a_large_catalog_is_searched_by_faiss_and_ranked_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                 flat: int, kind: str) -> None:
    every = vectors(2000)
    exact = made_up_index(tmp_path, every).nearest(made_up_index(tmp_path / "b", every).exact[:50], 10)
    monkeypatch.setattr(index_module, "EXACT", 100)
    monkeypatch.setattr(index_module, "FLAT", flat)
    monkeypatch.setattr(index_module, "TRAINED", 2000)
    large = made_up_index(tmp_path / "c", every)
    assert type(large.faiss).__name__ == kind
    rows, scores = large.nearest(large.exact[:50], 10)
    same = [len(set(one) & set(other)) / 10 for one, other in zip(rows.tolist(), exact[0].tolist(), strict=True)]
    assert np.mean(same) > 0.95 and scores[:, 0] == pytest.approx(1, abs=2e-3)
    assert np.allclose(scores[:, 0], exact[1][:, 0], atol=1e-3), "scores are exact, not those of 8 bits"


def test_a_new_index_takes_the_place_of_the_former(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    first = made_up_index(tmp_path, vectors(20))
    second = made_up_index(tmp_path, vectors(30))
    assert current(tmp_path) == second.folder and not first.folder.exists() and len(second) == 30
    assert about(second.folder) == {"model": "m", "pictures": 30, "fitted": 30, "pairs": 0}


def test_pairs_are_read_by_picture_the_nearest_first(tmp_path: Path) -> None:
    index = made_up_index(tmp_path, vectors(20))
    write_pairs(index.folder, np.array([(4, 2, 0.9, 3), (0, 1, 0.8, 0)], NO_PAIRS.dtype))
    ids = names(20)
    assert [pair[:2] for pair in read_pairs(index.folder)] == [(ids[0], ids[1]), (ids[2], ids[4])]


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    index = made_up_index(tmp_path, vectors(20))
    (index.folder / "pictures.npy").write_bytes(b"nonsense")
    with pytest.raises(SetupError, match="Make it again"):
        open_index(index.folder)
    (tmp_path / "similar" / "current.json").write_text("[")
    with pytest.raises(SetupError, match="cannot be read"):
        current(tmp_path)
