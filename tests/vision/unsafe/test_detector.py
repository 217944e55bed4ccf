"""Ordinary pictures are safe; what the detector says alone is doubtful; skin and persons are the second opinion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.images.decode import read_picture
from core.models import store
from core.nouns.detections import Detections
from core.settings import ROOT, Settings
from core.vision.unsafe.detector import inside_person, letterboxed, open_unsafe, skin_share
from tests.made_up import made_up_analysis

ENTRY = store.entry(ROOT / "models", "unsafe")


@pytest.mark.parametrize("name", ["coffee", "astronaut", "bus", "zidane"])
def test_ordinary_pictures_are_safe(photos: dict[str, Path], name: str) -> None:
    assert open_unsafe(ENTRY)(read_picture(photos[name], name, Settings()).image, made_up_analysis()) == ()


def test_what_the_detector_says_alone_is_doubtful(photos: dict[str, Path]) -> None:
    image = read_picture(photos["coffee"], "coffee", Settings()).image
    eager = replace(ENTRY, thresholds={**ENTRY.thresholds, "score": 0.0})  # fires on everything
    analysis = made_up_analysis(kind="product_only")
    (fact,) = open_unsafe(eager)(image, analysis)
    assert (fact.name, fact.value, fact.model) == ("unsafe", "doubtful", ENTRY.name) and 0 <= fact.score < 0.5
    left, top, right, bottom = fact.xyxy
    assert 0 <= left <= right <= image.shape[1] and 0 <= top <= bottom <= image.shape[0]
    skin = np.full_like(image, (205, 150, 125))
    everywhere = Detections("person", np.array([[0, 0, 600, 400]], np.float32), np.array([0.9], np.float32))
    assert open_unsafe(eager)(skin, analysis)[0].value == "doubtful", "skin without a person"
    assert open_unsafe(eager)(image, replace(analysis, persons=everywhere))[0].value in ("doubtful", "likely")
    assert open_unsafe(eager)(skin, replace(analysis, persons=everywhere))[0].value == "likely"


def test_skin_and_persons() -> None:
    image = np.full((100, 100, 3), (40, 80, 160), np.uint8)
    image[:, :50] = (205, 150, 125)
    assert skin_share(image, (0, 0, 49, 99)) == 1 and skin_share(image, (50, 0, 99, 99)) == 0
    assert skin_share(image, (0, 0, 99, 99)) == pytest.approx(0.5)
    analysis = made_up_analysis()  # its person is at 30 10 150 290
    assert inside_person((40, 20, 60, 40), analysis) == 1 and inside_person((0, 0, 20, 20), analysis) == 0
    assert inside_person((20, 20, 40, 40), analysis) == pytest.approx(0.5)
    assert inside_person((40, 20, 60, 40), replace(analysis, persons=None)) == 0


def test_a_tall_picture_stands_left_in_its_square() -> None:
    square = letterboxed(np.full((400, 100, 3), 255, np.uint8), 320)
    assert square.shape == (3, 320, 320) and square[:, :, :80].min() == 1 and square[:, :, 80:].max() == 0


def test_another_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "unsafe_nudenet_1.onnx").write_bytes(b"nonsense")
    wrong = replace(ENTRY, files=tuple(replace(file, path=tmp_path / "unsafe_nudenet_1.onnx") for file in ENTRY.files))
    with pytest.raises(WrongContract, match="OpenVINO cannot read"):
        open_unsafe(wrong)
