"""A bundled network is opened in a shape; a damaged file is refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.vision.openvino_network import open_openvino


def test_a_network_is_opened_in_the_shape_that_is_asked_for() -> None:
    network = open_openvino(Path("models/mask_u2netp_1.onnx"), (1, 3, 64, 64))
    assert network(np.zeros((1, 3, 64, 64), np.float32))[0].shape == (1, 1, 64, 64)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged.onnx"
    path.write_bytes(b"no network")
    with pytest.raises(WrongContract, match="OpenVINO cannot read damaged.onnx"):
        open_openvino(path)
