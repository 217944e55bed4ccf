"""Masks of the demo's shelf by the real models: as large as the photo, kept, and made anew after a correction."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core import shelf
from core.errors import NotFound
from core.nouns.shelf import NOT_A_PRODUCT
from core.nouns.source import Source
from core.settings import ROOT, Settings
from core.site import Site


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_masks_follow_the_facings(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        found = shelf.read_now(site, Source("shelf", path=ROOT / "demo" / "shelf" / "shelf.jpg"))
        made = shelf.masks(site, found.reading_id)
        labels = cv2.imdecode(np.frombuffer(made.labels, np.uint8), cv2.IMREAD_UNCHANGED)
        assert labels.dtype == np.uint16 and labels.shape[::-1] == found.size_wh
        numbers, counts = np.unique(labels[labels > 0], return_counts=True)
        assert len(numbers) > 0.95 * len(found.facings) and numbers.max() <= len(found.facings)
        for number, pixels in zip(numbers.tolist(), counts.tolist(), strict=True):
            left, top, right, bottom = found.facings[number - 1].xyxy
            rows, columns = np.nonzero(labels == number)
            assert left - 1 <= columns.min() and columns.max() <= right + 1 and top - 1 <= rows.min()
            assert rows.max() <= bottom + 1 and pixels <= (right - left + 1) * (bottom - top + 1)
        overlay = cv2.imdecode(np.frombuffer(made.overlay, np.uint8), cv2.IMREAD_COLOR)
        assert max(overlay.shape[:2]) <= 1600
        kept = list((tmp_path / "shelf").glob("*.png"))
        assert len(kept) == 1 and shelf.masks(site, found.reading_id) == made
        shelf.judge(site, found.reading_id, found.facings[0].xyxy, NOT_A_PRODUCT)
        again = shelf.masks(site, found.reading_id)
        after = cv2.imdecode(np.frombuffer(again.labels, np.uint8), cv2.IMREAD_UNCHANGED)
        assert after.max() == labels.max() - 1 and list((tmp_path / "shelf").glob("*.png")) != kept
        assert len(list((tmp_path / "shelf").glob("*.png"))) == 1, "the former one is gone"
        with pytest.raises(NotFound, match="was not read here"):
            shelf.masks(site, 999)
