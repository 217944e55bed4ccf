"""The demo shelf: made of the shop's products, the same each time, small enough for the repository."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.settings import ROOT
from core.shelf import gaps_of, rows_of
from demo.shelf import MOST_BYTES, PRODUCTS, build

SHELF = ROOT / "demo" / "shelf"


def test_the_truth_belongs_to_the_photo() -> None:
    truth = json.loads((SHELF / "shelf.json").read_text())
    image = cv2.imread(str(SHELF / "shelf.jpg"))
    assert [image.shape[1], image.shape[0]] == truth["size_wh"]
    assert (SHELF / "shelf.jpg").stat().st_size <= MOST_BYTES
    assert len(truth["xyxy"]) == len(truth["skus"]) == len(truth["rows"]) >= 60 and set(truth["skus"]) == set(PRODUCTS)
    boxes = np.array(truth["xyxy"])
    assert (boxes >= 0).all() and (boxes <= np.array(truth["size_wh"] * 2)).all()
    assert rows_of(boxes).tolist() == truth["rows"] and truth["price_tags"]
    assert len(gaps_of(boxes, rows_of(boxes))) >= len(truth["gaps"]) > 0


@pytest.mark.slow
def test_the_command_writes_the_same_shelf_again(tmp_path: Path) -> None:
    build(tmp_path)
    assert (tmp_path / "shelf.json").read_text() == (SHELF / "shelf.json").read_text()
    assert (tmp_path / "shelf.jpg").read_bytes() == (SHELF / "shelf.jpg").read_bytes()
