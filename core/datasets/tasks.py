"""What worker processes do for this room: read and decode files, and say what they are."""

from __future__ import annotations

from pathlib import Path

import cv2

from core.errors import InputError
from core.images.decode import read_picture
from core.images.perceptual_hash import perceptual_hash
from core.settings import Settings


def look(settings: Settings, paths: list[str]) -> list[tuple[str, str, str]]:
    """Read and decode some files.

    Parameters
    ----------
    settings : Settings
        Limits of bytes and pixels.
    paths : list of str

    Returns
    -------
    list of (str, str, str)
        For each path sha256, perceptual hash ("" for a picture of one color) and ""; or "", "" and the reason.
    """
    return [_look(settings, path) for path in paths]


def _look(settings: Settings, path: str) -> tuple[str, str, str]:
    try:
        picture = read_picture(Path(path), path, settings)
    except InputError as error:
        return "", "", error.message
    return picture.picture_id, perceptual_hash(cv2.cvtColor(picture.image, cv2.COLOR_RGB2GRAY)), ""
