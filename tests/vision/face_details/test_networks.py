"""The networks take what they were made for, and a file that is another is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.models import store
from core.settings import ROOT
from core.vision.face_details.networks import EMOTIONS, LANDMARKS, Network, emotion, landmarks

FILES = store.entry(ROOT / "models", "face_details").files
BOX = np.float32([20, 20, 80, 80])


def test_a_picture_without_a_face_has_no_presence_and_emotions_are_shares() -> None:
    blank = np.full((100, 100, 3), 128, np.uint8)
    points, presence = landmarks(Network(FILES[0].path, (3 * LANDMARKS, 1)), blank, BOX, 0.0)
    assert points.shape == (LANDMARKS, 3) and 0 <= presence < 0.5
    shares = emotion(Network(FILES[1].path, (len(EMOTIONS),)), blank, BOX, 0.0)
    assert shares.sum() == pytest.approx(1, abs=0.02) and (shares >= 0).all()


def test_another_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.tflite").write_bytes(b"no network")
    with pytest.raises(WrongContract, match="OpenVINO cannot read x.tflite"):
        Network(tmp_path / "x.tflite", (1,))
    with pytest.raises(WrongContract, match="must have outputs of"):
        Network(FILES[1].path, (1404,))
