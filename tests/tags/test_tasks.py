"""Where a photo speaks for a tag: on the thing, and a picture of it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import Misuse
from core.settings import ROOT, Settings
from core.tags.tasks import evidence_box, why

PHOTO = ROOT / "demo" / "photos" / "tsm-01_1.jpg"


def test_the_evidence_lies_on_the_product() -> None:
    picture, (left, top, right, bottom) = why(Settings(), str(PHOTO), "tag", "t-shirt")
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR) is not None
    assert 0 <= left < 0.5 < right <= 1 and 0 <= top < bottom <= 1
    with pytest.raises(Misuse, match="knows no tag 'unicorn'"):
        why(Settings(), str(PHOTO), "tag", "unicorn")


def test_without_evidence_the_box_is_the_picture() -> None:
    assert evidence_box(np.zeros((4, 4), np.float32)) == (0, 0, 1, 1)
    assert Path(PHOTO).is_file()
