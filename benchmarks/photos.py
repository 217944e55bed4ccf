"""Photos to compare on: a folder's, the data pack's, or those that installed packages carry with variations."""

from __future__ import annotations

import csv
import importlib.util
import random
from pathlib import Path

from PIL import Image, ImageOps

from core.sources.files.folder import pictures_in

SEED = 2
CARRIED = (  # (package, path inside it)
    ("ultralytics", "assets/bus.jpg"),
    ("ultralytics", "assets/zidane.jpg"),
    ("skimage", "data/coffee.png"),
    ("skimage", "data/astronaut.png"),
    ("skimage", "data/chelsea.png"),
    ("skimage", "data/rocket.jpg"),
    ("sklearn", "datasets/images/china.jpg"),
    ("sklearn", "datasets/images/flower.jpg"),
)


def of_folder(folder: Path, count: int) -> list[Path]:
    """At most `count` photos of a folder, drawn with a fixed seed."""
    paths = pictures_in(folder)
    return sorted(random.Random(SEED).sample(paths, min(count, len(paths))))


def of_pack(pack: Path, count: int) -> list[Path]:
    """Validation photos of the data pack, the same number from each block as far as it goes."""
    with (pack / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "val"]
    blocks: dict[str, list[Path]] = {}
    for row in rows:
        blocks.setdefault(row["block"], []).append(pack / row["path"])
    draw = random.Random(SEED)
    for paths in blocks.values():
        draw.shuffle(paths)
    chosen: list[Path] = []
    while len(chosen) < count and any(blocks.values()):
        chosen += [paths.pop() for paths in blocks.values() if paths]
    return chosen[:count]


def enlarged(photos: list[Path], folder: Path, side: int) -> list[Path]:
    """The photos with a long side of `side` pixels, as shops have them, written as JPEG into `folder`."""
    paths = []
    for number, path in enumerate(photos):
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        factor = side / max(image.size)
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        paths.append(folder / f"{number:04d}_{path.parent.name}_{path.stem}.jpg")
        image.resize(size, Image.Resampling.LANCZOS).save(paths[-1], quality=90)
    return paths


def carried(count: int, folder: Path) -> list[Path]:
    """Photos that installed packages carry, then variations of them (mirrored, cropped, of other sizes)."""
    specs = [(importlib.util.find_spec(package), inside) for package, inside in CARRIED]
    photos = [Path(spec.submodule_search_locations[0]) / inside for spec, inside in specs if spec]
    photos = [path for path in photos if path.is_file()]
    draw = random.Random(SEED)
    paths = []
    for number in range(count):
        path = photos[number % len(photos)]
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        if number >= len(photos):
            image = _variation(image, draw)
        paths.append(folder / f"{number:04d}_{path.stem}.jpg")
        image.save(paths[-1], quality=90)
    return paths


def _variation(image: Image.Image, draw: random.Random) -> Image.Image:
    """Perhaps mirrored, cropped to 60-100 % of each side, and 400 to 1200 px long."""
    if draw.random() < 0.5:
        image = ImageOps.mirror(image)
    width, height = (int(length * draw.uniform(0.6, 1)) for length in image.size)
    left, top = draw.randint(0, image.width - width), draw.randint(0, image.height - height)
    image = image.crop((left, top, left + width, top + height))
    factor = draw.uniform(400, 1200) / max(image.size)
    return image.resize((max(1, round(width * factor)), max(1, round(height * factor))), Image.Resampling.LANCZOS)


def cropped(source: Path, folder: Path, count: int, side: int) -> list[str]:
    """So many square crops of a folder's photos as files of another, no two alike."""
    draw, photos = random.Random(5), pictures_in(source)
    images = [Image.open(path).convert("RGB") for path in photos]
    paths = [folder / f"{number:06d}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        image = images[number % len(images)]
        left, top = (draw.randrange(max(1, length - side)) for length in image.size)
        image.crop((left, top, left + side, top + side)).save(path, quality=draw.randrange(80, 95))
    return [str(path) for path in paths]
