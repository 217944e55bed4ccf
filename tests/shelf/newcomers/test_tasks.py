"""Facings are looked at and grouped in worker processes: the real network on cut-outs of the demo's shelf."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from core.shelf.newcomers import store, tasks
from core.skus.work import models_of

TRUTH = json.loads((ROOT / "demo" / "shelf" / "shelf.json").read_text("utf-8"))


@pytest.mark.slow
def test_facings_of_one_product_are_one_group(tmp_path: Path) -> None:
    import cv2

    skus = list(dict.fromkeys(TRUTH["skus"]))[:2]
    boxes = [tuple(box) for box, sku in zip(TRUTH["xyxy"], TRUTH["skus"], strict=True) if sku in skus][:12]
    owners = [sku for sku in TRUTH["skus"] if sku in skus][:12]
    photo = ROOT / "demo" / "shelf" / "shelf.jpg"
    height, width = cv2.imread(str(photo)).shape[:2]
    settings = Settings(data_dir=tmp_path)
    looks = tasks.look_at(settings, str(photo), ((width, height), boxes), models_of(settings))
    assert len(looks) == len(boxes) and not any(len(look.points) for look in looks)
    store.write_looks(tmp_path / "a.npz", looks)
    groups = tasks.group(settings, [tmp_path / "gone.npz", tmp_path / "a.npz"])
    assert groups and all(file == 1 for group in groups for file, _ in group)
    assert all(len({owners[place] for _, place in group}) == 1 for group in groups)
