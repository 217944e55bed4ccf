"""Colors mean what people would say: of the product, not of the paper it lies on."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import SetupError
from core.models import store
from core.settings import ROOT
from core.vision.colors.detector import open_colors
from tests.made_up import made_up_analysis

PALETTE = json.loads((ROOT / "models" / "colors_2.json").read_text("utf-8"))["palette"]
SIDE = 200
RGB = {"red": (190, 30, 40), "blue": (40, 80, 160), "green": (60, 130, 60), "yellow": (240, 205, 50),
       "black": (20, 20, 22), "white": (250, 250, 250), "gray": (128, 128, 128)}


@pytest.fixture(scope="module")
def colors():
    return open_colors(store.entry(ROOT / "models", "colors"))


def packshot(product: str, paper: str) -> np.ndarray:
    """A square of one color in the middle of paper of another one."""
    image = np.empty((SIDE, SIDE, 3), np.uint8)
    image[...] = RGB[paper]
    image[60:140, 60:140] = RGB[product]
    return image


def values(colors, image: np.ndarray) -> list[str]:
    return [fact.value for fact in colors(image, made_up_analysis()) if fact.name == "color"]


@pytest.mark.parametrize("product", ["red", "blue", "green", "yellow", "black"])
@pytest.mark.parametrize("paper", ["white", "gray"])
def test_the_product_is_named_and_not_the_paper(colors, product: str, paper: str) -> None:
    assert values(colors, packshot(product, paper)) == [product]
    (ground,) = [fact for fact in colors(packshot(product, paper), made_up_analysis()) if fact.name != "color"]
    assert (ground.name, ground.value) == ("background_color", paper) and ground.score > 0.9


def test_two_colors_come_with_their_shares_the_larger_first(colors) -> None:
    image = packshot("red", "white")
    image[60:80, 60:140] = RGB["blue"]
    facts = [fact for fact in colors(image, made_up_analysis()) if fact.name == "color"]
    assert [(fact.name, fact.value, fact.model) for fact in facts] == [("color", "red", "colors_2"),
                                                                       ("color", "blue", "colors_2")]
    assert [fact.score for fact in facts] == pytest.approx([0.75, 0.25], abs=0.05)


def test_a_picture_of_one_color_has_that_color(colors) -> None:
    for name, rgb in RGB.items():
        assert values(colors, np.full((40, 60, 3), rgb, np.uint8)) == [name]


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (3, 2000)])
def test_odd_sizes_give_colors_of_the_palette(colors, size: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    facts = [fact for fact in colors(image, made_up_analysis()) if fact.name == "color"]
    assert all(fact.value in PALETTE and 0 < fact.score <= 1 for fact in facts)
    assert sum(fact.score for fact in facts) <= 1.0001 and len(facts) <= 3


def test_on_a_busy_picture_the_salient_thing_counts(colors) -> None:
    image = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    image[50:150, 50:150] = RGB["green"]
    assert values(colors, image)[0] == "green"


def test_a_damaged_palette_says_how_to_restore_it(tmp_path) -> None:
    (tmp_path / "colors.json").write_text("{}")
    with pytest.raises(SetupError, match="palette colors.json cannot be read") as raised:
        open_colors(SimpleNamespace(path=tmp_path / "colors.json", name="colors_9"))
    assert "git checkout" in raised.value.hint
