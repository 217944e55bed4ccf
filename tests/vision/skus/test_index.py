"""The index comes back from disk as it was written, and what is damaged is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import NotFound, SetupError
from core.vision.index_folder import about
from core.vision.skus.index import ARRAYS, current, open_index, write_index
from tests.skus.made_up import made_up_index


def test_it_comes_back_and_the_former_one_is_deleted(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    first = write_index(tmp_path, made_up_index(3))
    index = made_up_index(4)
    folder = write_index(tmp_path, index)
    assert current(tmp_path) == folder and not first.exists()
    opened = open_index(folder)
    assert opened.skus == index.skus and len(opened) == 4 and about(folder)["skus"] == 4
    for name in ARRAYS:
        assert np.array_equal(getattr(opened, name), getattr(index, name)), name
    places, descriptors = opened.points_of(3)
    assert len(places) == len(descriptors) == 3 and len(opened.points_of(0)[0]) == 0
    assert np.array_equal(opened.look(2).cells, index.cells[2])


def test_what_is_gone_or_damaged_is_told(tmp_path: Path) -> None:
    folder = write_index(tmp_path, made_up_index(2))
    (folder / "rows.npy").write_bytes(b"no array")
    with pytest.raises(SetupError, match="cannot be read.*"):
        open_index(folder)
    with pytest.raises(NotFound, match="replaced meanwhile"):
        open_index(tmp_path / "nowhere")
    (tmp_path / "skus" / "current.json").write_text("{")
    with pytest.raises(SetupError, match="cannot be read"):
        current(tmp_path)


def test_a_full_disk_leaves_the_former_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    former = write_index(tmp_path, made_up_index(2))

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(SetupError, match="No space left.*"):
        write_index(tmp_path, made_up_index(3))
    assert current(tmp_path) == former and list((tmp_path / "skus").glob("index-*")) == [former]
