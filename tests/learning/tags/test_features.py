"""Features are those of the network in use; an interrupted pass goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.images.decode import read_picture
from core.learning.tags.features import extract
from core.models import store
from core.settings import ROOT, Settings
from core.vision.tags.detector import TagModel

PHOTOS = ["mug-01_1.jpg", "cap-01_1.jpg"]


def test_features_are_kept_and_agree_with_the_door(tmp_path: Path) -> None:
    pytest.importorskip("openvino")
    folder = ROOT / "demo" / "photos"
    first = extract(folder, PHOTOS, tmp_path, limit=1)
    assert np.isfinite(first[0]).all() and np.isnan(first[1]).all()
    both = extract(folder, PHOTOS, tmp_path)
    assert np.array_equal(both[0], first[0]) and np.isfinite(both).all()
    model = TagModel(store.entry(ROOT / "models", "tags"))
    own = model.features(read_picture(folder / PHOTOS[1], "", Settings()).image).mean(axis=(0, 1))
    assert np.abs(own - both[1]).max() < 0.05, "OpenVINO and LiteRT see the same"
