"""A window of a picture as a file: cut out, made smaller, written. Runs in worker processes only."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image, features

from core.errors import PackageMissing
from core.images.scaling import quick_downscale
from core.nouns.crop import Rendering

AVIF_SPEED = 8  # of 0 to 10; slower ones save a few percent
_WRITERS = {"jpeg": (".jpg", cv2.IMWRITE_JPEG_QUALITY), "webp": (".webp", cv2.IMWRITE_WEBP_QUALITY)}


def rendered(image: np.ndarray, rendering: Rendering, smaller: int = 1) -> bytes:
    """Cut a window out of a picture and write it as a file, in sRGB and without metadata.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    rendering : Rendering
        Its window lies inside the picture, and its size is at most the window's: nothing is enlarged.
    smaller : int
        By how much `image` is smaller than the picture that the window is meant for.

    Returns
    -------
    bytes

    Raises
    ------
    PackageMissing
        AVIF, where this Pillow cannot write it.

    Examples
    --------
    >>> rendered(np.zeros((40, 60, 3), np.uint8), Rendering((10, 0, 50, 40), (20, 20)))[:2]
    b'\\xff\\xd8'
    """
    left, top = (edge // smaller for edge in rendering.window[:2])
    right, bottom = (-(-edge // smaller) for edge in rendering.window[2:])
    pixels = np.ascontiguousarray(image[top:bottom, left:right])
    if pixels.shape[1::-1] != rendering.size_wh:
        pixels = quick_downscale(pixels, rendering.size_wh)
    return encoded(pixels, rendering.format, rendering.quality)


def encoded(pixels: np.ndarray, name: str, quality: int) -> bytes:
    """Pixels as a file.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        RGB.
    name : {"jpeg", "webp", "avif"}
    quality : int
        1 to 100.
    """
    if name == "avif":
        if not features.check("avif"):
            raise PackageMissing("This installation of Pillow cannot write AVIF.",
                                 "Ask for webp or jpeg, or install a Pillow with AVIF.")
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "AVIF", quality=quality, speed=AVIF_SPEED, max_threads=1)
        return file.getvalue()
    suffix, option = _WRITERS[name]
    success, data = cv2.imencode(suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [option, quality])
    assert success, f"OpenCV writes {suffix}"
    return bytes(data.tobytes())
