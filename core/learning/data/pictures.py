"""Pictures of the pack, decoded."""

from __future__ import annotations

import os

import cv2
import numpy as np


def read_rgb(path: str | os.PathLike[str]) -> np.ndarray:
    """Read a picture of the pack.

    Parameters
    ----------
    path : path
        A file that OpenCV decodes, such as JPEG.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
        RGB.

    Raises
    ------
    FileNotFoundError
        There is no such file, or it is not a picture.
    """
    image = cv2.imread(os.fspath(path), cv2.IMREAD_COLOR)
    if image is None:
        raise FileNotFoundError(f"cannot read {path}")
    return np.ascontiguousarray(image[:, :, ::-1])
