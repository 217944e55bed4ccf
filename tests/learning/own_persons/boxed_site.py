"""A dataset of twelve photos: crops of an astronaut whose person is boxed, and patches with nobody."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from core import datasets
from core.nouns.dataset import Dataset
from core.site import Site
from tests.datasets.class_folders import draw


def boxed_photos(site: Site, folder: Path, photo: Path) -> Dataset:
    """Eight boxed crops that look different, and four photos with nobody."""
    folder.mkdir(parents=True)
    whole = Image.open(photo).convert("RGB").resize((256, 256))
    for number in range(8):
        canvas = Image.new("RGB", (256, 256), "teal")
        if number % 2:
            canvas = Image.effect_noise((256, 256), 90).convert("RGB")
        size = 120 + 16 * number
        canvas.paste(whole.resize((size, size)), (0, 256 - size) if number < 4 else (256 - size, 256 - size))
        canvas.save(folder / f"person{number}.jpg", quality=90)
        left = 0 if number < 4 else 256 - size
        share = size / 256
        center = (left / 256 + share / 2, 1 - share / 2)
        (folder / f"person{number}.txt").write_text(f"0 {center[0]:.4f} {center[1]:.4f} {share:.4f} {share:.4f}\n")
    for number in range(4):
        draw(folder / f"nobody{number}.jpg", number)
        (folder / f"nobody{number}.txt").write_text("")
    (folder / "classes.txt").write_text("person\n")
    return datasets.make(site, str(folder))
