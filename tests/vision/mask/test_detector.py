"""The mask holds the product: by the border on plain ground, by the network elsewhere."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import WrongContract
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.mask.detector import MaskModel, border_mask, mask_model, open_mask
from tests.made_up import made_up_analysis

ENTRY = store.entry(ROOT / "models", "mask")


def packshot() -> np.ndarray:
    """A red box on white, right of the middle."""
    image = np.full((200, 400, 3), 255, np.uint8)
    image[50:150, 250:350] = (190, 30, 40)
    return image


def test_on_plain_ground_the_border_decides() -> None:
    (fact,) = open_mask(ENTRY)(packshot(), made_up_analysis())
    assert (fact.name, fact.value, fact.model) == ("product_area", "small", ENTRY.name)
    assert fact.score == pytest.approx(1 / 8, abs=0.01) and fact.xyxy == pytest.approx((250, 50, 350, 150), abs=4)
    assert mask_model(ENTRY).of(packshot()).is_plain


def test_in_a_scene_the_network_finds_the_salient_thing(photos: dict[str, Path]) -> None:
    image = read_picture(photos["coffee"], "coffee", Settings()).image
    found = mask_model(ENTRY).of(image)
    cup = cv2.resize(found.mask.astype(np.uint8), (600, 400))[150:280, 250:330]
    assert not found.is_plain and 0.05 < found.share < 0.9 and cup.mean() > 0.8
    left, top, right, bottom = found.box((600, 400))
    assert 0 <= left < right <= 600 and 0 <= top < bottom <= 400
    assert mask_model(ENTRY).of(image) is found, "the stages of one picture share its mask"


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (3, 2000)])
def test_odd_sizes_have_a_mask(size: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    facts = open_mask(ENTRY)(image, made_up_analysis())
    assert all(0 < fact.score <= 1 for fact in facts)


def test_one_color_has_no_product_by_its_border() -> None:
    assert border_mask(np.full((50, 50, 3), 90, np.uint8), 6, 12) is None


def test_a_file_that_is_no_network_is_told(tmp_path: Path) -> None:
    (tmp_path / "mask.onnx").write_bytes(b"nonsense")
    with pytest.raises(WrongContract, match="OpenVINO cannot read mask.onnx"):
        MaskModel(tmp_path / "mask.onnx", 320, (6, 12, 0.5))
