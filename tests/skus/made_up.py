"""Looks and an index of products made up of random numbers, for tests that need no network."""

from __future__ import annotations

import cv2
import numpy as np

from core.settings import ROOT
from core.vision.skus.index import IndexedSku, SkuIndex, View, index_of
from core.vision.skus.look import CELLS, Look, quantized


def made_up_look(seed: int, width: int = 32, points: int = 5) -> Look:
    rng = np.random.default_rng(seed)
    cells = rng.normal(size=(CELLS, width)).astype(np.float32)
    cells /= np.linalg.norm(cells, axis=1, keepdims=True)
    color = rng.random(720).astype(np.float32)
    return Look(quantized(cells * np.float32(0.45)), np.ones(CELLS, np.float32),
                color / np.linalg.norm(color), rng.uniform(0, 280, (points, 2)).astype(np.float32),
                rng.integers(0, 255, (points, 128)).astype(np.uint8))


def made_up_index(count: int, model: str = "sku_matcher_1 a b") -> SkuIndex:
    skus = [IndexedSku(f"SKU-{row}", f"Product {row}", gtin="4006381333931" if row == 0 else "")
            for row in range(count)]
    return index_of(skus, [View(row, f"{row:064x}", made_up_look(row, points=row)) for row in range(count)], model)


def demo_photo(name: str) -> np.ndarray:
    """A photo of the demo shop, RGB."""
    image = cv2.imread(str(ROOT / "demo" / "photos" / f"{name}.jpg"))
    assert image is not None, name
    return np.ascontiguousarray(image[:, :, ::-1])
