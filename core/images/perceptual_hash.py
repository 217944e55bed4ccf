"""A 64-bit hash of how a picture looks, nearly equal for its copies."""

from __future__ import annotations

import cv2
import numpy as np


def perceptual_hash(gray: np.ndarray) -> str:
    """Hash of the coarse structure: equal for copies in another size, format or quality.

    Parameters
    ----------
    gray : ndarray of uint8, shape (H, W)

    Returns
    -------
    str
        16 hex digits (pHash [1]_: 64 low frequencies, each above their median or not), or "" for a picture of one
        color, which looks like every other of its kind.

    References
    ----------
    .. [1] Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010, section 3.2.1.

    Examples
    --------
    >>> gray = np.tile(np.arange(256, dtype=np.uint8), (256, 1))
    >>> perceptual_hash(gray) == perceptual_hash(gray[::2, ::2])
    True
    >>> perceptual_hash(np.zeros((64, 64), np.uint8))
    ''
    """
    while min(gray.shape) >= 64:  # halving is the fast way
        even = gray[:gray.shape[0] // 2 * 2, :gray.shape[1] // 2 * 2]
        gray = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
    tiny = cv2.resize(gray, (32, 32), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    if float(tiny.std()) < 0.5:
        return ""
    low = cv2.dct(tiny)[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return np.packbits(bits).tobytes().hex()
