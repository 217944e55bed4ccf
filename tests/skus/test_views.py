"""Looks on disk come back; a damaged file is none; confirmed crops are kept by the models that looked at them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.skus import views
from tests.skus.made_up import made_up_look


def test_a_look_comes_back(tmp_path: Path) -> None:
    look = made_up_look(1)
    views.write(tmp_path / "a.npz", look, {"sku": "A"})
    found = views.read(tmp_path / "a.npz")
    assert found is not None and found[1] == {"sku": "A"}
    assert np.array_equal(found[0].cells, look.cells) and np.array_equal(found[0].descriptors, look.descriptors)
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04 cut off")
    assert views.read(tmp_path / "a.npz") is None and views.read(tmp_path / "b.npz") is None


def test_confirmed_crops_are_listed_by_their_model(tmp_path: Path) -> None:
    for sku, name, model in (("../evil", "x", "one"), ("A", "y", "one"), ("A", "y", "one"), ("A", "z", "two")):
        path = views.confirmed_path(tmp_path, sku, name)
        assert path.parent == tmp_path / "skus" / "confirmed"
        views.write(path, made_up_look(2), {"sku": sku, "name": name, "model": model})
    assert sorted((sku, name) for sku, name, _ in views.confirmed(tmp_path, "one")) == [("../evil", "x"), ("A", "y")]
    assert views.waiting_folder(tmp_path, "one") != views.waiting_folder(tmp_path, "two")
