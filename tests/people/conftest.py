"""A site whose catalog holds an astronaut three times and a photo of two men; nothing is known of people at first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from core import analyze, people
from core.settings import Settings
from core.site import Site


@pytest.fixture(scope="session")
def files(photos: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An astronaut, three edits of that photo, and a photo of two men."""
    folder = tmp_path_factory.mktemp("photos")
    image = cv2.imread(str(photos["astronaut"]))
    height, width = image.shape[:2]
    edits = {"astronaut": image, "mirrored": image[:, ::-1], "dark": (image * 0.6).astype("uint8"),
             "cut": image[height // 20:, width // 20:], "two_men": cv2.imread(str(photos["zidane"]))}
    for name, pixels in edits.items():
        cv2.imwrite(str(folder / f"{name}.png"), pixels)
    return {name: folder / f"{name}.png" for name in edits}


@pytest.fixture(scope="session")
def opened(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1)) as site:
        names = [str(files[name]) for name in ("astronaut", "mirrored", "dark", "two_men")]
        analyze.wait(site, analyze.start(site, analyze.sources_from_paths(site, names)))
        yield site


@pytest.fixture
def site(opened: Site) -> Iterator[Site]:
    """The catalog of four photos, with nothing known of people, and switched on."""
    people.erase(opened)
    people.switch_on(opened, "Pat")
    yield opened
