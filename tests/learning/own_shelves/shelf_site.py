"""A dataset of six synthetic shelves, small ones, whose boxes are true."""

from __future__ import annotations

from pathlib import Path

import cv2

from core import datasets
from core.images.shelves.shelf import make_shelf
from core.learning.own_shelves.tasks import packshots
from core.nouns.dataset import Dataset
from core.site import Site

LAYOUTS = ("gondola", "wood", "cooler", "pharmacy", "wire", "promotion")


def boxed_shelves(site: Site, folder: Path) -> Dataset:
    """Six shelves of the demo's packshots."""
    folder.mkdir(parents=True)
    products = packshots(site.settings, [])
    for number, layout in enumerate(LAYOUTS):
        made = make_shelf(products, (7, number), layout=layout, size_wh=(640, 480), facings=60)
        height, width = made.image.shape[:2]
        cv2.imwrite(str(folder / f"shelf{number}.jpg"), made.image[:, :, ::-1])
        lines = [f"0 {(x0 + x1) / 2 / width:.5f} {(y0 + y1) / 2 / height:.5f} {(x1 - x0) / width:.5f} "
                 f"{(y1 - y0) / height:.5f}\n" for x0, y0, x1, y1 in made.xyxy.clip(0, [width, height] * 2)]
        (folder / f"shelf{number}.txt").write_text("".join(lines))
    (folder / "classes.txt").write_text("product\n")
    return datasets.make(site, str(folder))
