"""The detector of products: what it is given, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import ModelMissing, WrongContract
from core.models import store
from core.nouns.detections import overlaps
from core.settings import ROOT
from core.vision.products.detector import open_products


def test_another_network_is_refused(tmp_path: Path) -> None:
    entry = store.entry(ROOT / "models", "objects")
    with pytest.raises(WrongContract, match=r"must have an input \[1, 3, side, side\] and an output \[1, 5 or 6"):
        open_products(entry)
    (tmp_path / entry.path.name).write_bytes(b"nonsense")
    broken = replace(entry, files=tuple(replace(file, path=tmp_path / file.path.name) for file in entry.files))
    with pytest.raises(WrongContract, match="not an OpenVINO model"):
        open_products(broken)


@pytest.mark.slow
def test_the_demo_shelf_is_read() -> None:
    truth = json.loads((ROOT / "demo" / "shelf" / "shelf.json").read_text("utf-8"))
    image = cv2.imread(str(ROOT / "demo" / "shelf" / "shelf.jpg"))[:, :, ::-1]
    found = open_products(store.entry(ROOT / "models", "products"))(np.ascontiguousarray(image))
    boxes = np.array(truth["xyxy"], float)
    hits = [overlaps(found.products.xyxy, box).max(initial=0) > 0.5 for box in boxes]
    assert np.mean(hits) > 0.85 and abs(len(found.products) - len(boxes)) < 0.15 * len(boxes)
    tags = [overlaps(found.price_tags.xyxy, np.array(box)).max(initial=0) > 0.5 for box in truth["price_tags"]]
    assert np.mean(tags) > 0.8
    assert np.all(np.diff(found.products.scores) <= 0) and (found.products.xyxy >= 0).all()


@pytest.mark.slow
def test_nothing_found_is_a_result() -> None:
    detect = open_products(store.entry(ROOT / "models", "products"))
    for shape in ((1, 1, 3), (40, 900, 3), (700, 500, 3)):
        found = detect(np.full(shape, 200, np.uint8))
        assert len(found.products) == len(found.price_tags) == 0


def test_an_onnx_by_path_is_the_same_network() -> None:
    entry = store.entry(ROOT / "models", "products", str(ROOT / "models" / "products_1.onnx"))
    assert entry.name.startswith("products_1@") and entry.threshold("iou") == 0.7
    assert len(open_products(entry)(np.full((300, 200, 3), 120, np.uint8)).products) == 0
    with pytest.raises(ModelMissing, match=r"must be a \.pt, \.xml or \.onnx file, not goods\.json"):
        store.bare(ROOT / "goods.json", "products")


def test_other_weights_by_path_find_products_and_no_price_tags() -> None:
    entry = store.entry(ROOT / "models", "products", str(ROOT / "models" / "persons_2.xml"))
    assert entry.role == "products" and entry.threshold("score") == 0.25
    found = open_products(entry)(np.full((300, 200, 3), 120, np.uint8))
    assert found.products.label == "product" and len(found.price_tags) == 0
