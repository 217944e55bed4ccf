"""Fixtures that every test shares. The environment is set before any test imports a model's package."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# One thread each: with default threads and one other busy process torch slows down forty times.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")
os.environ.setdefault("YOLO_CONFIG_DIR", tempfile.mkdtemp(prefix="merchlens-yolo-"))

import pytest  # noqa: E402

MAX_IMAGE_PIXELS = 89_478_485  # as Pillow has it
ROOT = Path(__file__).resolve().parent.parent
PACK_PLACES = (ROOT / "shared" / "data", ROOT.parent / "shared" / "data")
PHOTOS = {
    "bus": ("ultralytics", "assets/bus.jpg"),
    "zidane": ("ultralytics", "assets/zidane.jpg"),
    "astronaut": ("skimage", "data/astronaut.png"),
    "coffee": ("skimage", "data/coffee.png"),
    "chelsea": ("skimage", "data/chelsea.png"),
    "rocket": ("skimage", "data/rocket.jpg"),
    "china": ("sklearn", "datasets/images/china.jpg"),
    "flower": ("sklearn", "datasets/images/flower.jpg"),
}


@pytest.fixture(autouse=True)
def pixel_limit() -> Iterator[None]:
    """Decoding sets Pillow's limit in its own process; a test that decodes here must not leave it to the next."""
    yield
    if (image := sys.modules.get("PIL.Image")) is not None:
        image.MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS


@pytest.fixture(scope="session")
def pack() -> Path:
    """Folder of the data pack (manifest.csv and pictures); skips where it is absent."""
    named = os.environ.get("MERCHLENS_PACK")
    for place in [Path(named)] if named else PACK_PLACES:
        if (place / "manifest.csv").is_file():
            return place
    pytest.skip("the data pack is not here: put it into ../shared/data or name its folder in MERCHLENS_PACK")


@pytest.fixture(scope="session")
def photos() -> dict[str, Path]:
    """Name -> path of the sample photos that the installed packages carry; imports none of these packages."""
    found = {}
    for name, (package, inside) in PHOTOS.items():
        spec = importlib.util.find_spec(package)
        path = Path(spec.submodule_search_locations[0]) / inside if spec else None
        if path is not None and path.is_file():
            found[name] = path
    return found
