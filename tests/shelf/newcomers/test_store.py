"""Looks and groups come back from disk; damaged ones are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.shelf.newcomers import store
from tests.skus.made_up import made_up_look


def test_looks_and_groups_come_back(tmp_path: Path) -> None:
    looks = [made_up_look(1), made_up_look(2)]
    path = store.looks_file(tmp_path, "ab" * 32, [(0, 0, 9, 9)], "m 1")
    assert path != store.looks_file(tmp_path, "ab" * 32, [(0, 0, 9, 8)], "m 1")
    store.write_looks(path, looks)
    assert [np.array_equal(one.cells, other.cells) for one, other in zip(store.read_looks(path), looks,
                                                                         strict=True)] == [True, True]
    groups = [[(1, (0.0, 0.0, 9.0, 9.0)), (2, (1.0, 1.0, 5.0, 5.0))]]
    store.write_groups(tmp_path, groups)
    assert store.read_groups(tmp_path) == groups
    assert len({store.key_of(groups[0]), store.key_of(groups[0][:1])}) == 2


def test_what_is_damaged_is_none(tmp_path: Path) -> None:
    assert store.read_groups(tmp_path) == [] and store.read_looks(tmp_path / "none.npz") == []
    (tmp_path / store.FOLDER).mkdir(parents=True)
    (tmp_path / store.FOLDER / "groups.json").write_text("{")
    (tmp_path / "bad.npz").write_bytes(b"no")
    assert store.read_groups(tmp_path) == [] and store.read_looks(tmp_path / "bad.npz") == []
