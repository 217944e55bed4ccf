"""Color profiles: what a camera's, a press's or a screen's numbers mean in sRGB, the colors of the web."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_SAME_LEVELS = 3  # a profile that moves each color by at most this is sRGB under another name


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert to the colors of the web.

    Parameters
    ----------
    image : Image
        Mode "RGB", "L" or "CMYK" (0 is no ink).
    profile : bytes or None
        Its ICC profile. Without one, or with a broken one or one for another mode, the numbers count as sRGB; ink is
        then subtracted from white, as browsers do.

    Returns
    -------
    Image
        Mode "RGB".

    Examples
    --------
    >>> to_srgb(Image.new("CMYK", (1, 1), (0, 0, 0, 0)), None).getpixel((0, 0))
    (255, 255, 255)
    """
    transform = _transform(profile, image.mode) if profile and image.mode in _SPACES else None
    if transform is None:
        return image if image.mode == "RGB" else image.convert("RGB")
    converted = ImageCms.applyTransform(image, transform)
    return image.convert("RGB") if converted is None else converted


def changes(profile: bytes | None) -> bool:
    """Whether `to_srgb` would change the pixels of an RGB picture with this profile."""
    return bool(profile) and _transform(profile, "RGB") is not None


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES[mode]:
            return None
        transform = ImageCms.buildTransform(
            source, ImageCms.createProfile("sRGB"), mode, "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
        return None if mode == "RGB" and _is_identity(transform) else transform
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _is_identity(transform: ImageCms.ImageCmsTransform) -> bool:
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    lattice = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    converted = np.asarray(ImageCms.applyTransform(Image.fromarray(lattice), transform))
    return int(np.abs(converted.astype(int) - lattice).max()) <= _SAME_LEVELS
