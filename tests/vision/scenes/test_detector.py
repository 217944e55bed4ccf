"""A head names a scene where it is sure, and says nothing of what is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import SetupError
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.scenes import detector
from core.vision.scenes.detector import open_scenes, probabilities
from tests.made_up import made_up_analysis

ENTRY = store.entry(ROOT / "models", "scenes")


def test_packshots_come_from_a_studio_and_a_portrait_from_nowhere(photos: dict[str, Path]) -> None:
    scene_of = open_scenes(ENTRY)
    packshot = np.full((224, 224, 3), 255, np.uint8)
    packshot[60:170, 70:160] = (150, 60, 40)
    facts = {name: scene_of(read_picture(photos[name], name, Settings()).image, made_up_analysis())
             for name in ("china", "chelsea")}
    (china,) = facts["china"]
    assert (china.name, china.value, china.model) == ("scene", "buildings", ENTRY.name) and china.score >= 0.5
    assert facts["chelsea"] == (), "a cat is no scene"
    assert all(fact.value in ENTRY.labels for fact in scene_of(packshot, made_up_analysis()))


def test_a_scene_under_the_threshold_is_not_written(monkeypatch: pytest.MonkeyPatch, photos: dict[str, Path]) -> None:
    image = read_picture(photos["china"], "china", Settings()).image
    assert open_scenes(replace(ENTRY, thresholds={"scene": 1.0}))(image, made_up_analysis()) == ()


def test_probabilities_sum_to_one() -> None:
    scores = probabilities(np.float32([1, 0]), np.float32([[1000, 0], [0, 1], [0, 0]]), np.zeros(3, np.float32))
    assert scores.tolist() == pytest.approx([1, 0, 0]) and np.isfinite(scores).all()


def test_a_damaged_head_says_how_to_restore_it(tmp_path: Path) -> None:
    np.savez(tmp_path / "scenes.npz", labels=np.array(["sea"]), weights=np.zeros((2, 3)), bias=np.zeros(2),
             network=np.array("shopping_intent_2"))
    wrong = replace(ENTRY, files=tuple(replace(file, path=tmp_path / "scenes.npz") for file in ENTRY.files))
    with pytest.raises(SetupError, match="1 labels for weights"):
        open_scenes(wrong)
    assert detector.OTHER not in ENTRY.labels
