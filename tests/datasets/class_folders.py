"""Pictures in class folders, drawn here: each looks like no other one, unless its seed is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def draw(path: Path, seed: int, quality: int = 90) -> Path:
    """A picture of coarse random patches."""
    path.parent.mkdir(parents=True, exist_ok=True)
    patches = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), np.uint8)
    Image.fromarray(patches).resize((128, 128), Image.Resampling.BICUBIC).save(path, quality=quality)
    return path


def class_folders(folder: Path) -> Path:
    """Three pictures of two labels."""
    for seed, name in enumerate(("apparel/1.jpg", "apparel/2.jpg", "other/3.jpg")):
        draw(folder / name, seed)
    return folder
