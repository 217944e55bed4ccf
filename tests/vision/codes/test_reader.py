"""Barcodes are read, also small and pale ones; two spellings of one trade item are one number."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from core.vision.codes.reader import read_codes


def drawn(text: str, kind: str, height: int = 120) -> np.ndarray:
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    image = np.array(zxingcpp.write_barcode_to_image(made, scale=3, add_quiet_zones=True))
    scale = height / image.shape[0]
    small = cv2.resize(image, None, fx=max(scale, 1.0), fy=max(scale, 1.0), interpolation=cv2.INTER_NEAREST)
    return cv2.cvtColor(cv2.copyMakeBorder(small, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255), cv2.COLOR_GRAY2RGB)


@pytest.mark.parametrize(("kind", "text", "gtin"), [
    ("EAN13", "4006381333931", 4006381333931), ("UPCA", "036000291452", 36000291452), ("EAN8", "96385074", 96385074)])
def test_trade_items_have_their_number_and_place(kind: str, text: str, gtin: int) -> None:
    image = drawn(text, kind)
    (code,) = read_codes(image)
    assert code.gtin == gtin and 0 <= code.xyxy[0] < code.xyxy[2] <= image.shape[1]


def test_a_qr_code_is_no_trade_item() -> None:
    (code,) = read_codes(drawn("https://shop.example/1", "QRCode"))
    assert code.text == "https://shop.example/1" and code.gtin is None


def test_a_pale_small_code_is_read_by_the_second_look_only() -> None:
    image = drawn("4006381333931", "EAN13")
    small = cv2.resize(image, None, fx=0.38, fy=0.38, interpolation=cv2.INTER_AREA)
    pale = (small * 0.12 + 150 + np.random.default_rng(0).normal(0, 1, small.shape)).clip(0, 255).astype(np.uint8)
    tried = [read_codes(pale, again=again) for again in (False, True)]
    assert tried[1] and tried[1][0].gtin == 4006381333931 and len(tried[0]) <= len(tried[1])


def test_a_picture_without_a_code_gives_none() -> None:
    assert read_codes(np.full((40, 60, 3), 200, np.uint8)) == ()
