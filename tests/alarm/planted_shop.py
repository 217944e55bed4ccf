"""A shop with planted wrong pictures: the demo shop's photos in a feed that says wrong things of four of them."""

from __future__ import annotations

import csv
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from core.settings import ROOT

PICTURES = ROOT / "demo" / "shop" / "pictures"
# sku, title, color, brand, item_group_id, picture
RIGHT = (
    ("CAP-03", "Bobble hat, ivory", "", "", "", "cap-03_1.jpg"), ("TSM-01", "Men's T-shirt, white", "", "", "",
                                                                   "tsm-01_1.jpg"),
    ("DRE-03", "Wrap dress", "red", "", "", "dre-03_1.jpg"), ("LOA-01", "Suede loafers", "", "", "", "loa-01_1.jpg"),
    ("SOC-02-S", "Ankle socks, small", "blue", "", "SOC-02", "soc-02_1.jpg"),
    ("SOC-02-L", "Ankle socks, large", "blue", "", "SOC-02", "soc-02_1.jpg"),  # a variant: no alarm
    ("JAR-01", "Glass jar with lid", "", "", "", "jar-01_1.jpg"),
    ("KET-01", "Kettle, 1.7 liters", "", "Nordbergen", "", "can-01_1.jpg"))
WRONG = (
    ("POT-01", "Plant pot", "", "", "", "jar-01_1.jpg"),  # the jar's own picture
    ("PIL-01", "Travel pillow", "", "", "", "near.jpg"),  # nearly the dress's picture
    ("JEM-01", "Men's tapered jeans, red", "", "", "", "jem-01_1.jpg"),  # they are blue
    ("CUP-01", "Tea cup", "", "", "", "lettering.jpg"))  # the brand of the kettle stands on it


def planted_shop(folder: Path) -> Path:
    """Write pictures and feed into a folder; returns the feed."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    for *_, name in (*RIGHT, *WRONG):
        if (PICTURES / name).is_file():
            (pictures / name).write_bytes((PICTURES / name).read_bytes())
    dress = Image.open(PICTURES / "dre-03_1.jpg").convert("RGB")
    width, height = dress.size
    dress.crop((width // 60, height // 60, width, height)).resize((width * 4 // 5, height * 4 // 5)).save(
        pictures / "near.jpg", quality=70)
    label = Image.new("RGB", (640, 640), "white")
    draw = ImageDraw.Draw(label)
    draw.rectangle((120, 180, 520, 520), fill=(120, 150, 140))
    draw.text((150, 320), "NORDBERGEN", fill="white", font=ImageFont.load_default(56))
    label.save(pictures / "lettering.jpg", quality=92)
    feed = folder / "feed.csv"
    with feed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "color", "brand", "item_group_id", "image_link"))
        writer.writerows((*row, f"pictures/{name}") for *row, name in (*RIGHT, *WRONG))
    return feed
