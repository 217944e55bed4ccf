"""What is seen is what the network in use sees; an interrupted pass goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.images.decode import read_picture
from core.learning.tags.features import changed, extract
from core.models import store
from core.settings import ROOT, Settings
from core.vision.tags.features import TagFeatures

PHOTOS = ["mug-01_1.jpg", "cap-01_1.jpg"]


def test_what_is_seen_is_kept_and_agrees_with_the_door(tmp_path: Path) -> None:
    pytest.importorskip("openvino")
    folder, teach = ROOT / "demo" / "photos", np.array([True, False])
    first = extract(folder, PHOTOS, tmp_path, teach=teach, limit=1).means.copy()
    assert np.isfinite(first[0]).all() and np.isnan(first[1]).all()
    both = extract(folder, PHOTOS, tmp_path, teach=teach)
    assert np.array_equal(both.means[0], first[0]) and np.isfinite(both.means).all()
    plain, other = both.views
    assert plain[1].any() and other[0].any() and not other[1].any(), "a changed view of what teaches alone"
    assert np.abs(plain[0] - other[0]).max() > 0.1
    network = TagFeatures(ROOT / "models", store.entry(ROOT / "models", "intent").name)
    own = network.read(read_picture(folder / PHOTOS[1], "", Settings()).image).mean(axis=(0, 1))
    assert np.abs(own - both.means[1]).max() < 0.05, "OpenVINO and LiteRT see the same"


def test_a_changed_view_is_a_mirrored_part() -> None:
    image = np.zeros((100, 80, 3), np.uint8)
    image[:, :20] = 200
    part = changed(image, np.random.default_rng(0))
    assert 0.7 * 8000 < part.shape[0] * part.shape[1] <= 8000
    assert part[:, -10:].mean() > part[:, :10].mean() + 50
