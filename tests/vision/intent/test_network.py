"""Tensors on the way to the scores are read; numbers that are none are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.vision.intent.classifier import IntentModel
from core.vision.intent.network import OpenNetwork
from tests.models.tiny_tflite import write


def test_the_scores_are_among_the_tensors(tmp_path: Path) -> None:
    path, image = write(tmp_path / "tiny.tflite"), np.full((9, 9, 3), 77, np.uint8)
    network = OpenNetwork(path)
    scores, sensitive = network.read(image, (network.contract.shopping, network.contract.sensitive))
    known = IntentModel(path).classify(image)
    np.testing.assert_array_equal(scores.reshape(-1)[list(network.contract.order)], known.shopping.scores)
    assert float(sensitive.reshape(-1)[network.contract.positive]) == known.sensitive_score


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    network = OpenNetwork(write(tmp_path / "tiny.tflite"))
    network.check_finite(np.zeros(3))
    with pytest.raises(WrongContract, match="tiny.tflite gives features that are not finite"):
        network.check_finite(np.array([1.0, np.inf]))
