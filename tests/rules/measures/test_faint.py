"""A pale product's outline is seen in the background; shadows, light that falls off and noise are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.nouns.measures import Box
from core.rules.measures.faint import faint_box
from core.rules.measures.product_mask import bounding_box, find_background, product_mask
from tests.rules.drawn import sheet, shot, with_block
from tests.rules.planted import photos


def faint(image: np.ndarray) -> Box | None:
    background = find_background(image)
    return faint_box(image, background, product_mask(background), 1.0)


def jpeg(image: np.ndarray, quality: int = 88) -> np.ndarray:
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


@pytest.mark.parametrize("level", [255, 252, 244, 200, 60])
@pytest.mark.parametrize("delta", [3, 5, 8, 13])
@pytest.mark.parametrize("noise", [0.0, 1.5])
def test_the_outline_of_a_pale_product_is_seen(level: int, delta: int, noise: float) -> None:
    image = sheet(level, 400).astype(np.float64)
    image[60:340, 100:300] -= delta
    image[180:220, 180:220] = 140
    image += np.random.default_rng(1).normal(0, noise, image.shape)
    image = jpeg(np.rint(image).clip(0, 255).astype(np.uint8))
    box = faint(image) or bounding_box(product_mask(find_background(image)))  # 13 levels may stand out by themselves
    assert box is not None and np.abs(np.array(box) - (100, 60, 300, 340)).max() <= 14


@pytest.mark.parametrize("level", [255, 252, 240])
@pytest.mark.parametrize("delta", [1, 2])
def test_a_level_beside_an_even_background_is_seen(level: int, delta: int) -> None:
    image = with_block(sheet(level, 400), (180, 180, 220, 220))
    image[60:340, 100:160] = image[60:340, 240:300] = level - delta
    box = faint(image)
    assert box is not None and box[0] <= 108 and box[2] >= 292


@pytest.mark.parametrize("color", [(255, 255, 247), (247, 255, 255), (255, 250, 255)])
def test_a_tint_is_an_outline_too(color: tuple[int, int, int]) -> None:
    image = with_block(sheet(side=400), (180, 180, 220, 220))
    image[60:340, 100:170] = color
    assert faint(image) is not None


def test_a_part_beside_a_clear_part_is_seen() -> None:
    image = with_block(sheet(side=400), (60, 60, 200, 340))
    image[120:280, 230:340] = 250
    box = faint(jpeg(image))
    assert box is not None and box[2] > 330


def test_an_outline_whose_inside_was_taken_for_background_is_seen() -> None:
    image = with_block(sheet(side=400), (150, 150, 250, 250))
    cv2.rectangle(image, (60, 60), (340, 340), (225, 225, 225), 2)
    image[58:80, 190:210] = 255  # the outline is open
    assert faint(image) is not None


@pytest.mark.parametrize("image", [
    shot(side=400, reach=0.5), shot(level=244, side=400, reach=0.5), jpeg(shot(side=400, reach=0.7), 75),
    with_block(sheet(), (40, 40, 760, 760)), photos()["coffee"]])
def test_a_clear_product_has_none(image: np.ndarray) -> None:
    assert faint(image) is None


def test_soft_shadows_and_light_that_falls_off_are_none() -> None:
    shade = cv2.GaussianBlur(cv2.ellipse(np.zeros((400, 400), np.float32), (200, 300), (150, 30), 0, 0, 360, 60.0, -1),
                             None, 22)
    falling = np.linspace(0, 24, 400, dtype=np.float32)[:, None] + np.zeros((1, 400), np.float32)
    for level, dark in ((255, shade), (244, shade), (245, falling), (250, falling / 4)):
        grain = np.random.default_rng(3).normal(0, 1, (400, 400, 1))  # as every camera has; it also hides JPEG's blocks
        image = np.rint(sheet(level, 400) - dark[..., None] + grain).clip(0, 255).astype(np.uint8)
        assert faint(jpeg(with_block(image, (150, 120, 250, 300)))) is None, (level, float(dark.max()))


@pytest.mark.parametrize("sigma", [1.0, 2.5, 4.0])
def test_noise_is_none(sigma: float) -> None:
    noise = np.random.default_rng(2).normal(0, sigma, (400, 400, 3))
    image = np.rint(sheet(240, 400) + noise).clip(0, 255).astype(np.uint8)
    assert faint(with_block(image, (150, 120, 250, 300))) is None


@pytest.mark.parametrize("shape", [(1, 1), (31, 400), (32, 32), (400, 40)])
def test_small_and_narrow_images_have_an_answer(shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), 255, np.uint8)
    assert faint(image) is None and bounding_box(product_mask(find_background(image))) is None
