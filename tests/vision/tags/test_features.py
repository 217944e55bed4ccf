"""A head reads the network's last map, or one whose half comes from stages of its own; a picture is read once."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import SetupError
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.tags.features import JOIN, TagFeatures, shared_features

MODELS = ROOT / "models"
INTENT, TAIL = (store.entry(MODELS, role).name for role in ("intent", "tag_features"))


def test_the_tuned_half_takes_the_place_of_the_frozen_one(monkeypatch: pytest.MonkeyPatch) -> None:
    image = read_picture(ROOT / "demo" / "photos" / "mug-01_1.jpg", "", Settings()).image
    frozen, both = TagFeatures(MODELS, INTENT), shared_features(MODELS, f"{INTENT}{JOIN}{TAIL}")
    plain, tuned = frozen.read(image), both.read(image)
    assert plain.shape == tuned.shape == (7, 7, 2560)
    assert np.array_equal(plain[..., :1280], tuned[..., :1280])
    assert tuned[..., 1280:].any() and not np.allclose(plain[..., 1280:], tuned[..., 1280:], atol=0.05)
    monkeypatch.setattr(both, "_read", lambda image: pytest.fail("read twice"))
    assert both.read(image) is tuned


def test_missing_stages_are_named() -> None:
    with pytest.raises(SetupError, match="tag_features_9"):
        TagFeatures(MODELS, f"{INTENT}{JOIN}tag_features_9")
