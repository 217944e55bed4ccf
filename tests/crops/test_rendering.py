"""Files are what was asked for: window, size, format."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image, features

from core.crops import rendering
from core.crops.rendering import encoded, rendered
from core.errors import PackageMissing
from core.images.decode import decode_smaller
from core.nouns.crop import Rendering

HALVES = np.zeros((100, 200, 3), np.uint8)
HALVES[:, 100:] = (250, 10, 10)


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
def test_window_size_and_format(name: str) -> None:
    if name == "avif" and not features.check("avif"):
        pytest.skip("this Pillow cannot write AVIF")
    data = rendered(HALVES, Rendering((100, 0, 200, 100), (40, 40), name))
    image = Image.open(io.BytesIO(data))
    assert image.format == name.upper() and image.size == (40, 40)
    assert np.abs(np.asarray(image.convert("RGB")).astype(int) - (250, 10, 10)).max() < 12


def test_a_smaller_reading_gives_the_same_picture() -> None:
    """Read at a half, the file differs from that of all pixels by less than a reader sees; and it has the same size."""
    smooth = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 256, (301, 401, 3), np.uint8), (0, 0), 6)
    jpeg = cv2.imencode(".jpg", smooth, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    rendering = Rendering((33, 20, 333, 301), (100, 94), quality=95)
    assert rendering.scale > 2
    files = []
    for most in (1, rendering.scale):
        picture, smaller = decode_smaller(jpeg, "", max_pixels=10**6, most=most)
        files.append(np.asarray(Image.open(io.BytesIO(rendered(picture.image, rendering, smaller)))).astype(int))
    assert files[0].shape == files[1].shape == (94, 100, 3) and np.abs(files[0] - files[1]).mean() < 2


def test_quality_costs_bytes() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    assert len(encoded(noise, "jpeg", 30)) < len(encoded(noise, "jpeg", 95))


def test_avif_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering.features, "check", lambda name: False)
    with pytest.raises(PackageMissing, match="AVIF"):
        encoded(HALVES, "avif", 50)
