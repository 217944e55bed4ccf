"""Facings as small pictures, from a photo's own file or from a smaller copy of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from core.settings import Settings
from core.shelf.tasks import cut_outs, facing_jpegs


def test_a_smaller_copy_of_the_photo_gives_the_same_places(tmp_path: Path) -> None:
    image = np.zeros((200, 400, 3), np.uint8)
    image[40:120, 100:200] = 255
    Image.fromarray(image[::2, ::2]).save(tmp_path / "half.png")
    settings = Settings(data_dir=tmp_path)
    (part,) = cut_outs(settings, str(tmp_path / "half.png"), (400, 200), [(100, 40, 200, 120)])
    assert part.shape == (42, 52, 3) and part[1:-1, 1:-1].min() == 255
    (jpeg,) = facing_jpegs(settings, str(tmp_path / "half.png"), (400, 200), ([(100, 40, 200, 120)], 20))
    assert jpeg[:2] == b"\xff\xd8"
