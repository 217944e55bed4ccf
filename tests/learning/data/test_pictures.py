"""Pictures of the pack are RGB, or an error with their path."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.learning.data.pictures import read_rgb


def test_a_picture_is_rgb(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "blue.png"), np.full((4, 6, 3), (255, 0, 0), np.uint8))  # BGR
    image = read_rgb(tmp_path / "blue.png")
    assert image.shape == (4, 6, 3) and image.dtype == np.uint8 and image.flags["C_CONTIGUOUS"]
    assert (image == (0, 0, 255)).all()


@pytest.mark.parametrize("data", [None, b"", b"hello"])
def test_what_is_no_picture_names_its_path(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "x.jpg").write_bytes(data)
    with pytest.raises(FileNotFoundError, match="x.jpg"):
        read_rgb(tmp_path / "x.jpg")
