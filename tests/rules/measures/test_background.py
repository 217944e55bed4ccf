"""How white the background is, and how the product is lit."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.images.decode import decode
from core.rules.measures.background import light, whiteness
from core.rules.measures.measure import measure
from core.rules.measures.product_mask import find_background
from tests.rules.drawn import FACTS, sheet, with_block
from tests.rules.planted import photos


def test_whiteness_is_exact_and_not_rounded_up() -> None:
    nearly = measure(with_block(sheet(254), (200, 200, 600, 600)), FACTS)
    assert nearly.white_share == 0 and nearly.near_white_share == 1
    half = sheet(255)
    half[:, :400] = 254
    share = measure(with_block(half, (200, 200, 600, 600)), FACTS).white_share
    assert share == pytest.approx(0.5, abs=0.02)
    gray = measure(with_block(sheet(240), (200, 200, 600, 600)), FACTS)
    assert gray.near_white_share == 0 and gray.background_rgb == pytest.approx((240, 240, 240), abs=0.5)


def test_what_jpeg_does_to_the_paper_beside_a_product_does_not_count() -> None:
    image = with_block(sheet(), (60, 60, 740, 740))
    data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
    again = decode(data, "test", max_pixels=10**7).image
    assert (again[:60].min(2) < 255).any()  # JPEG did touch the paper
    assert measure(again, FACTS).white_share > 0.99


def test_of_a_busy_picture_only_the_pixels_along_its_edges_count() -> None:
    photo = np.minimum(photos()["coffee"], 254)
    photo[100:200, 100:200] = 255
    values = whiteness(photo, photo, find_background(photo), 1.0)
    assert values["background"] == "busy" and values["background_share"] == 0 and values["white_share"] == 0


def test_a_shadow_inside_a_white_frame_does_not_count_against_the_background() -> None:
    image = with_block(sheet(side=400), (120, 120, 280, 260))
    image[265:285, 120:280] = 236  # a hard shadow below the product
    assert whiteness(image, image, find_background(image), 1.0)["white_share"] == 1
    image[:, :200] = np.minimum(image[:, :200], 254)  # now the frame is not white either
    assert whiteness(image, image, find_background(image), 1.0)["white_share"] < 0.6


def test_light_is_that_of_the_product() -> None:
    image = sheet(side=100)
    image[20:40, 20:60] = 0
    image[40:60, 20:60] = 128
    product = np.zeros((100, 100), bool)
    product[20:60, 20:60] = True
    values = light(image, cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), product)
    assert values == {"dark_share": 0.5, "bright_share": 0.0, "luma": pytest.approx(64)}
    none = light(image, cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.zeros((100, 100), bool))
    assert none["dark_share"] is None and none["bright_share"] is None and none["luma"] > 200
