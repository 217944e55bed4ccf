"""Photos that installed packages carry, so that the demo needs no network."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from core.errors import NotFound

PHOTOS = (  # (package, path inside it)
    ("ultralytics", "assets/bus.jpg"),
    ("ultralytics", "assets/zidane.jpg"),
    ("skimage", "data/coffee.png"),
    ("skimage", "data/astronaut.png"),
    ("skimage", "data/chelsea.png"),
    ("skimage", "data/rocket.jpg"),
    ("sklearn", "datasets/images/china.jpg"),
    ("sklearn", "datasets/images/flower.jpg"),
)


def demo_photos() -> list[Path]:
    """The photos that are there.

    Raises
    ------
    NotFound
        When none of those packages is installed.
    """
    found = [path for path in map(_carried, PHOTOS) if path]
    if not found:
        raise NotFound("No sample photo is installed.", "Install the packages of requirements.txt.")
    return found


def demo_folder(place: Path) -> Path:
    """Copies of the photos in a folder of their own, made once.

    Parameters
    ----------
    place : Path
        Made where it is missing.
    """
    place.mkdir(parents=True, exist_ok=True)
    for path in demo_photos():
        if not (place / path.name).exists():
            shutil.copyfile(path, place / path.name)
    return place


def _carried(photo: tuple[str, str]) -> Path | None:
    spec = importlib.util.find_spec(photo[0])
    path = Path(spec.origin).parent / photo[1] if spec and spec.origin else None
    return path if path and path.is_file() else None
