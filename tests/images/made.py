"""Pictures made in the tests, saved in any format, and what decoding them must give."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from core.errors import InputError
from core.images.decode import decode
from core.images.formats import READ

MAX_PIXELS = 50_000_000


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, READ.get(kind, kind).upper(), **options)
    return file.getvalue()


def pixels(data: bytes) -> np.ndarray:
    image = decode(data, "test", max_pixels=MAX_PIXELS).image
    assert image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
    assert image.flags.c_contiguous and image.flags.writeable
    return image


def refusal(data: bytes, max_pixels: int = MAX_PIXELS) -> InputError:
    with pytest.raises(InputError) as caught:
        decode(data, "test", max_pixels=max_pixels)
    assert caught.value.message.endswith(".") and caught.value.hint.endswith(".")
    return caught.value


def near(color: np.ndarray, wanted: tuple[int, int, int], levels: int = 12) -> bool:
    return bool(np.abs(color.astype(int) - wanted).max() <= levels)


def corners() -> Image.Image:
    """60 x 40: red top left, green top right, blue bottom left, white bottom right."""
    image = Image.new("RGB", (60, 40), (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, 30, 20))
    image.paste((0, 160, 0), (30, 0, 60, 20))
    image.paste((0, 0, 255), (0, 20, 30, 40))
    return image


def oriented(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
