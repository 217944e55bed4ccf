"""A bundled network is opened in a shape; a damaged file is refused by name."""

from __future__ import annotations

import os
import threading
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


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not say which cores a thread may use")
def test_a_running_network_may_use_all_cores() -> None:
    network = open_openvino(Path("models/mask_u2netp_1.onnx"), (1, 3, 320, 320))
    seen: set[frozenset[int]] = set()
    here, over = threading.get_native_id(), threading.Event()

    def watch() -> None:
        while not over.wait(0.005):
            seen.add(frozenset(os.sched_getaffinity(here)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(3):
        network(np.zeros((1, 3, 320, 320), np.float32))
    over.set()
    watcher.join()
    assert seen == {frozenset(os.sched_getaffinity(0))}
