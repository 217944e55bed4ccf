"""Writes the demo shop from `products.csv` and `photos/`: pictures, some with planted faults, feeds, pages and sales.

`python -m demo.build` fills `demo/shop`; the same code and packages give the same bytes, and nothing is fetched.
`--base http://127.0.0.1:8000 --out FOLDER` writes the same shop for another address, to crawl it on this machine.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from demo.catalog import COPIED, RENAMED, read_products
from demo.sales import sales_table
from demo.storefront import write_storefront

HERE = Path(__file__).resolve().parent
BASE = "https://demo-shop.example"
LONG_SIDE, SHORT_SIDE, QUALITY = 720, 500, 78  # of the shop's pictures, where the photo is large enough
COPY_SIDE = 600  # of a photo that another product took
PAPER = 205  # brightness that becomes white where the paper does
MISSING, BROKEN_OFF, KEPT = "tsm-02_1.jpg", "soc-04_1.jpg", 0.4  # the last: share of the file that is left


def _lettering(picture: Image.Image) -> None:
    """A promotional badge in the upper left corner."""
    wide, draw = picture.width, ImageDraw.Draw(picture)
    draw.rectangle((0.04 * wide, 0.05 * wide, 0.5 * wide, 0.19 * wide), fill=(200, 20, 30))
    draw.text((0.27 * wide, 0.12 * wide), "SALE -50%", (255, 255, 255), ImageFont.load_default(0.082 * wide), "mm")


def _watermark(picture: Image.Image) -> None:
    """The shop's name, faint, above the product."""
    x, y = picture.width // 2, picture.height // 12
    faint = tuple(max(0, value - 22) for value in picture.crop((x, y, x + 1, y + 1)).tobytes())
    font = ImageFont.load_default(0.06 * picture.width)
    ImageDraw.Draw(picture).text((x, y), "demo-shop.example", faint, font, "mm")


def _border(picture: Image.Image) -> None:
    """A teal frame."""
    frame = (0, 0, picture.width - 1, picture.height - 1)
    ImageDraw.Draw(picture).rectangle(frame, outline=(0, 110, 120), width=picture.width // 36)


def _small(picture: Image.Image) -> None:
    """A thumbnail in the place of the picture."""
    picture.thumbnail((180, picture.height), Image.Resampling.LANCZOS)


def _enlarged(picture: Image.Image) -> None:
    """A thumbnail that was blown up again."""
    tiny = picture.resize((90, 90), Image.Resampling.LANCZOS)
    picture.paste(tiny.resize(picture.size, Image.Resampling.BICUBIC))


def _white(picture: Image.Image) -> None:
    """No fault: the light gray paper becomes white, as marketplaces want it."""
    picture.paste(picture.point([min(255, value * 255 // PAPER) for value in range(256)] * 3))


DRAWN: dict[str, Callable[[Image.Image], None]] = {
    "sun-01_1.jpg": _lettering, "dry-01_1.jpg": _watermark, "can-01_1.jpg": _border, "cap-03_1.jpg": _small,
    "wat-01_1.jpg": _enlarged, "loa-01_1.jpg": _white, "mug-01_1.jpg": _white, "tan-01_1.jpg": _white,
}


def shop_pictures(photos: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each picture of the shop, planted faults and all.

    Parameters
    ----------
    photos : Path
        Folder of the photos as they came.
    """
    sources = {path.name: path.name for path in photos.glob("*.jpg")} | COPIED
    for name, source in sorted(sources.items()):
        if name == MISSING:
            continue
        with Image.open(photos / source) as photo:
            picture = _fitted(photo.convert("RGB"), COPY_SIDE if name in COPIED else LONG_SIDE)
        if source in DRAWN:
            DRAWN[source](picture)
        data = _packed(picture, "WEBP" if name in RENAMED else "JPEG")
        yield RENAMED.get(name, name), data[:int(KEPT * len(data))] if name == BROKEN_OFF else data


def _fitted(picture: Image.Image, long_side: int) -> Image.Image:
    """Scaled down to a longer side unless the shorter one would fall below `SHORT_SIDE`; never enlarged."""
    scale = max(long_side / max(picture.size), SHORT_SIDE / min(picture.size))
    if scale >= 1:
        return picture
    return picture.resize((round(scale * picture.width), round(scale * picture.height)), Image.Resampling.LANCZOS)


def _packed(picture: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, quality=QUALITY, **({"method": 6} if form == "WEBP" else {"optimize": True}))
    return file.getvalue()


def build(out: Path, base: str = BASE) -> None:
    """Write the whole shop.

    Parameters
    ----------
    out : Path
        Folder; files of an earlier build are replaced.
    base : str
        Address of the shop in its XML feed and sitemap, without a slash at the end.
    """
    products = read_products(HERE / "products.csv")
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    for name, data in shop_pictures(HERE / "photos"):
        (out / "pictures" / name).write_bytes(data)
    write_storefront(products, out, base)
    (out / "sales.csv").write_text(sales_table(products), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m demo.build", description="Write the demo shop.")
    parser.add_argument("--base", default=BASE, help=f"address of the shop in feed and sitemap (default: {BASE})")
    parser.add_argument("--out", type=Path, default=HERE / "shop", help="folder to write (default: demo/shop)")
    options = parser.parse_args()
    build(options.out, options.base.rstrip("/"))
