"""Which picture shows which scene: labels, names of rooms, goods on white; what is taught as no scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.learning.scenes import pictures
from core.learning.scenes.pictures import OTHER, SCENES, embeddings, scene_pictures

ROWS = [("negative/scene_sea_1.jpg", "scene_sea", 0, "natural"),
        ("negative/weather_Rain_1.jpg", "weather", 0, "natural"),
        ("negative/weather_Cloudy_1.jpg", "weather", 0, "natural"), ("negative/face_1.jpg", "face", 0, "natural"),
        ("home/room_ikea-a-kitchen-to-cook__1.jpg", "room", 2, "natural"),
        ("home/room_ikea-a-kitchen-in-the-living-room__1.jpg", "room", 2, "natural"),
        ("home/room_ikea-so-nice__1.jpg", "room", 2, "natural"), ("other2/drill.jpg", "drill", 3, "white"),
        ("other2/guitar.jpg", "guitar", 3, "natural")]


def test_each_picture_has_the_scene_that_its_label_or_name_means() -> None:
    pack = pd.DataFrame(ROWS, columns=["path", "label", "y", "background"]).assign(wide=lambda table: table["y"] == 3)
    found = scene_pictures(pack).set_index("path")["scene"].to_dict()
    assert found == {ROWS[0][0]: "sea", ROWS[2][0]: "sky", ROWS[3][0]: OTHER, ROWS[4][0]: "kitchen",
                     ROWS[7][0]: "studio", ROWS[8][0]: OTHER}, "a name of two rooms says nothing; nor does rain"
    assert len(SCENES) == len(set(SCENES)) == 16


def test_a_picture_is_embedded_once(tmp_path: Path, monkeypatch) -> None:
    seen: list[str] = []

    class Network:
        def __init__(self, path: Path) -> None: ...

        def embed(self, image: str) -> np.ndarray:
            seen.append(image)
            return np.ones(4, np.float32)

    monkeypatch.setattr(pictures, "EmbeddingModel", Network)
    monkeypatch.setattr(pictures, "read_rgb", lambda path: path.name)
    for names in (["a", "b"], ["b", "c", "b"]):
        assert embeddings(tmp_path, names, tmp_path / "m", tmp_path / "cache.npz").shape == (len(names), 4)
    assert seen == ["a", "b", "c"]
