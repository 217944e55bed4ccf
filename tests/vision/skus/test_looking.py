"""A picture of the demo shop has a look: cells of length 1, its colors, and it is cut to the product first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import SetupError
from core.models.manifest import WeightFile
from core.settings import ROOT, Settings
from core.skus.work import models_of
from core.vision.skus.look import SCALE
from core.vision.skus.looking import Looking, Projection, colors_of, read_projection, read_settings, trimmed
from tests.skus.made_up import demo_photo

MODELS = models_of(Settings(models_dir=ROOT / "models"))


def test_a_photo_has_a_look() -> None:
    look = Looking(*MODELS).look(demo_photo("mug-01_1"))
    assert look.cells.shape == (49, 256) and look.cells.dtype == np.int8
    assert len(look.points) == len(look.descriptors) > 0
    assert np.allclose(np.linalg.norm(look.cells / SCALE, axis=1), 1, atol=0.06)
    assert np.isclose((look.color ** 2).sum(), 1, atol=1e-4)


def test_several_at_once_are_the_same_as_one_by_one() -> None:
    photos = [demo_photo(name) for name in ("mug-01_1", "cap-01_1", "soc-01_1")]
    one, two = Looking(*MODELS), Looking(*MODELS, threads=2)
    for photo, look in zip(photos, two.looks(photos), strict=True):
        assert np.abs(one.look(photo, points=False).cells.astype(int) - look.cells).max() <= 1 and not len(look.points)


def test_a_packshot_is_cut_to_its_product_and_a_scene_is_not() -> None:
    image = np.full((100, 200, 3), 255, np.uint8)
    image[40:60, 50:150] = 30
    assert trimmed(image).shape == (36, 116, 3), "the margin is a share of the longer side"
    noise = np.random.default_rng(0).integers(0, 255, (50, 60, 3)).astype(np.uint8)
    assert trimmed(noise) is noise and trimmed(np.full((20, 20, 3), 9, np.uint8)).shape == (20, 20, 3)


def test_colors_of_red_and_of_blue_are_far_apart_and_dark_red_is_between() -> None:
    ones = np.ones(49, np.float32)
    red, dark, blue = (colors_of(np.full((30, 30, 3), color, np.uint8), ones)
                       for color in ((200, 30, 30), (180, 28, 28), (30, 30, 200)))
    assert red @ blue < red @ dark <= 1.0001 and np.isclose(red @ red, 1, atol=1e-5)


def test_a_projection_takes_networks_apart() -> None:
    rng = np.random.default_rng(0)
    projection = Projection(np.zeros((2, 8)), rng.normal(size=(2, 8, 3)))
    values = rng.normal(size=(5, 16)).astype(np.float32)
    louder = values * np.repeat(np.float32([9, 1]), 8)
    assert np.allclose(projection.of(values), projection.of(louder), atol=1e-5), "no network outvotes the other"
    assert np.allclose(np.linalg.norm(projection.of(values), axis=1), 1, atol=1e-5)


def test_damaged_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    (tmp_path / "a.npz").write_bytes(b"nothing")
    files = tuple(WeightFile(tmp_path / name, "0" * 64, 1) for name in ("a.json", "a.npz"))
    with pytest.raises(SetupError, match="coefficients of"):
        read_settings(replace(MODELS[0], files=files))
    with pytest.raises(SetupError, match="projection of"):
        read_projection(replace(MODELS[0], files=files))
