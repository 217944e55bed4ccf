"""The noun of barcodes: a code that was read in a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadCode:
    """A barcode or QR code in a picture.

    Attributes
    ----------
    text : str
        What it says.
    format : str
        "EAN13", "EAN8", "UPCA", "UPCE", "QRCODE", ...
    gtin : int or None
        The number of the trade item, which two spellings of it share; None for codes that are no trade items.
    xyxy : tuple of float
        Left, top, right, bottom in pixels of the picture.
    """

    text: str
    format: str
    gtin: int | None
    xyxy: tuple[float, float, float, float]
