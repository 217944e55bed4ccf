"""Barcodes are read as trade item numbers; looks are compared offer by offer."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.alarm import tasks
from core.errors import InputError
from core.settings import Settings
from core.vision.skus.index import write_index
from tests.skus.made_up import made_up_index

zxingcpp = pytest.importorskip("zxingcpp")


def test_a_barcode_is_a_number_and_a_qr_code_is_none(tmp_path: Path) -> None:
    for name, kind, text in (("ean", "EAN13", "4006381333931"), ("qr", "QRCode", "4006381333931")):
        drawn = np.array(zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind)).to_image(scale=4))
        gray = cv2.copyMakeBorder(drawn if drawn.ndim == 2 else drawn[..., 0], 40, 40, 40, 40,
                                  cv2.BORDER_CONSTANT, value=255)
        cv2.imwrite(str(tmp_path / f"{name}.png"), gray)
    settings = Settings(data_dir=tmp_path)
    assert tasks.codes_of(settings, str(tmp_path / "ean.png")) == [4006381333931]
    assert tasks.codes_of(settings, str(tmp_path / "qr.png")) == []
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(InputError):
        tasks.codes_of(settings, str(tmp_path / "broken.png"))


def test_offers_are_compared_by_their_places(tmp_path: Path) -> None:
    folder = write_index(tmp_path, made_up_index(4))
    named = [(f"{row:064x}", row // 2) for row in range(4)] + [("f" * 64, 9)]
    found = tasks.compare(Settings(data_dir=tmp_path), folder, (named, range(1, 5)))
    own, other = found[0]
    assert own is not None and other is not None and own.view == 0 and other.view in (2, 3)
    assert found[3] == (None, None), "the index does not hold it"
    assert tasks.compare(Settings(data_dir=tmp_path), folder, ([("e" * 64, 1)], range(1))) == [(None, None)]
