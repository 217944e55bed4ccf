"""Reads barcodes and QR codes: as the picture is, then at double size with its contrast equalized."""

from __future__ import annotations

import cv2
import numpy as np

from core.errors import PackageMissing
from core.nouns.read_code import ReadCode

PACKAGE = "zxing-cpp"
ENLARGED = 1600  # pixels of the longer side, up to which a second try enlarges
CLIP, TILES = 3.0, (8, 8)  # of the equalization (CLAHE)
RETAIL = ("EAN13", "EAN8", "UPCA", "UPCE")


def read_codes(image: np.ndarray, *, again: bool = True) -> tuple[ReadCode, ...]:
    """The codes of a picture.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    again : bool
        Whether to look a second time, at double size with equalized contrast, where the first look finds nothing.

    Returns
    -------
    tuple of ReadCode
        Each text once.

    Raises
    ------
    PackageMissing
        When zxing-cpp is not installed.
    """
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    codes = _read(gray, 1.0)
    if codes or not again:
        return codes
    scale = min(2.0, ENLARGED / max(gray.shape))
    size_wh = max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale))
    larger = cv2.resize(gray, size_wh, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    equalized = cv2.createCLAHE(CLIP, TILES).apply(larger)
    return _read(equalized, scale) or _read(larger, scale) or _read(cv2.GaussianBlur(equalized, (0, 0), 1.5), scale)


def _read(gray: np.ndarray, scale: float) -> tuple[ReadCode, ...]:
    try:
        import zxingcpp
    except ImportError:
        raise PackageMissing(f"The package {PACKAGE}, which reads barcodes, is not installed.",
                             f"Run `pip install {PACKAGE}`.") from None
    found: dict[str, ReadCode] = {}
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(gray), text_mode=zxingcpp.TextMode.Plain):
        place = code.position
        corners = np.array([(corner.x, corner.y) for corner in (
            place.top_left, place.top_right, place.bottom_right, place.bottom_left)]) / scale
        left, top, right, bottom = (float(value) for value in (*corners.min(0), *corners.max(0)))
        kind = str(code.format).rpartition(".")[2].replace("-", "").replace(" ", "").upper()
        gtin = int(code.text) if kind in RETAIL and code.text.isdigit() else None
        found.setdefault(code.text, ReadCode(code.text, kind, gtin, (left, top, right, bottom)))
    return tuple(found.values())
