"""What worker processes do for this room: read and decode files, and say what they are."""

from __future__ import annotations

from pathlib import Path

import cv2

from core.errors import InputError, NotFound
from core.images import draw
from core.images.decode import read_picture
from core.images.perceptual_hash import perceptual_hash
from core.settings import Settings

THUMBNAIL_SIDE = 160


def look(settings: Settings, paths: list[str]) -> list[tuple[str, str, str, tuple[int, int]]]:
    """Read and decode some files.

    Parameters
    ----------
    settings : Settings
        Limits of bytes and pixels.
    paths : list of str

    Returns
    -------
    list of (str, str, str, (int, int))
        For each path sha256, perceptual hash ("" for a picture of one color), "", and width and height of the upright
        picture; or "", "", the reason, and (0, 0).
    """
    return [_look(settings, path) for path in paths]


def thumbnail(settings: Settings, path: str, picture_id: str) -> bytes:
    """A sample's file as JPEG of at most 160 px; raises NotFound where its bytes have changed, or InputError."""
    picture = read_picture(Path(path), path, settings)
    if picture.picture_id != picture_id:
        raise NotFound(f"The bytes of {path} have changed.", "Make the dataset again.")
    return draw.preview_jpeg(draw.downscale(picture.image, side=THUMBNAIL_SIDE), side=THUMBNAIL_SIDE)


def _look(settings: Settings, path: str) -> tuple[str, str, str, tuple[int, int]]:
    try:
        picture = read_picture(Path(path), path, settings)
    except InputError as error:
        return "", "", error.message, (0, 0)
    return picture.picture_id, perceptual_hash(cv2.cvtColor(picture.image, cv2.COLOR_RGB2GRAY)), "", picture.size_wh
