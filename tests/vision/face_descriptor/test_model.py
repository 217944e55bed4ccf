"""Edits of one shipped photo point the same way, other faces do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.analyze import pipeline
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.face_descriptor.model import describe

ENTRY = store.entry(ROOT / "models", "face_descriptor")


@pytest.fixture(scope="module")
def described(photos: dict[str, Path]) -> dict[str, list[np.ndarray]]:
    models, found = pipeline.open_models(Settings()), {}
    for name in ("astronaut", "zidane"):
        picture = read_picture(photos[name], name, Settings())
        faces = pipeline.analyze(picture, models, "full").faces
        found[name] = [face.values.astype(np.float32) for face in describe(ENTRY, picture.image, faces)]
        found[f"{name} dark"] = [face.values.astype(np.float32)
                                 for face in describe(ENTRY, (picture.image * 0.6).astype(np.uint8), faces)]
    return found


def test_a_descriptor_has_length_one_and_one_stands_for_each_face(described: dict[str, list[np.ndarray]]) -> None:
    assert [len(faces) for faces in described.values()] == [1, 1, 2, 2]
    assert all(np.linalg.norm(face) == pytest.approx(1, abs=1e-2) for faces in described.values() for face in faces)


def test_the_threshold_joins_edits_and_parts_people(described: dict[str, list[np.ndarray]]) -> None:
    threshold = ENTRY.threshold("same_person")
    (woman,), (first, second) = described["astronaut"], described["zidane"]
    assert woman @ described["astronaut dark"][0] > threshold < first @ described["zidane dark"][0]
    assert max(woman @ first, woman @ second, first @ second) < threshold
