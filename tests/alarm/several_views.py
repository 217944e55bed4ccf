"""A feed whose products have three photos each, cut from one photo of the demo shop; two photos are swapped."""

from __future__ import annotations

import csv
from pathlib import Path

from PIL import Image

from core.settings import ROOT

PICTURES = ROOT / "demo" / "shop" / "pictures"
GOODS = ("cap-03", "tsm-01", "dre-03", "loa-01", "jar-01", "can-01")
PARTS = ((0.0, 0.0, 1.0, 1.0), (0.05, 0.1, 0.85, 0.9), (0.2, 0.05, 1.0, 0.95))  # of each photo
SWAPPED = ("cap-03_3.jpg", "jar-01_3.jpg")  # each stands in the other one's row


def several_views(folder: Path) -> Path:
    """Write photos and feed; returns the feed."""
    folder.mkdir(parents=True)
    swap = {SWAPPED[0]: SWAPPED[1], SWAPPED[1]: SWAPPED[0]}
    with (folder / "feed.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "image_link"))
        for name in GOODS:
            photo = Image.open(PICTURES / f"{name}_1.jpg").convert("RGB")
            width, height = photo.size
            for number, (left, top, right, bottom) in enumerate(PARTS, 1):
                photo.crop((round(left * width), round(top * height), round(right * width), round(bottom * height))
                           ).rotate(4 * number - 4, expand=True, fillcolor=photo.getpixel((2, 2))).save(
                    folder / f"{name}_{number}.jpg", quality=90)
                file_name = f"{name}_{number}.jpg"
                writer.writerow((name.upper(), f"Goods {name}", swap.get(file_name, file_name)))
    return folder / "feed.csv"
