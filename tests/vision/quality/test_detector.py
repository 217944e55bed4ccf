"""Sharp is sharper than blurred, dark is darker than bright; a blank picture has no sharpness."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from core.errors import SetupError
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.quality.detector import measured, open_quality
from tests.made_up import made_up_analysis


def words(image: np.ndarray) -> dict[str, str]:
    """Name -> value."""
    return {fact.name: fact.value
            for fact in open_quality(store.entry(ROOT / "models", "quality"))(image, made_up_analysis())}


def test_a_photo_and_its_blurred_darker_flatter_copies(photos: dict[str, Path]) -> None:
    image = read_picture(photos["astronaut"], "astronaut", Settings()).image
    assert words(image) == {"sharpness": "sharp", "brightness": "medium", "contrast": "high"}
    assert words(cv2.GaussianBlur(image, None, 4))["sharpness"] == "blurred"
    assert words(image // 4)["brightness"] == "dark"
    assert words(image // 8 + 100)["contrast"] == "low"


def test_blank_pictures_have_no_sharpness() -> None:
    assert words(np.full((40, 40, 3), 250, np.uint8)) == {"brightness": "bright", "contrast": "low"}


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (3, 2000)])
def test_odd_sizes_are_measured(size: tuple[int, int]) -> None:
    _, brightness, contrast = measured(np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8), 832)
    assert 0 <= brightness <= 1 and 0 <= contrast <= 1


def test_wrong_limits_say_how_to_restore_them(tmp_path: Path) -> None:
    (tmp_path / "quality.json").write_text(
        '{"side": 832, "sharpness": [6, 3], "brightness": [0, 1], "contrast": [0, 1]}')
    with pytest.raises(SetupError, match="lower one first"):
        open_quality(SimpleNamespace(path=tmp_path / "quality.json", name="quality_9"))
