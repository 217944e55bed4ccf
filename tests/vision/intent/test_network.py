"""Tensors on the way to the scores are read; numbers that are none are refused."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.images.decode import read_picture
from core.models import store
from core.settings import ROOT, Settings
from core.vision.intent.classifier import IntentModel
from core.vision.intent.network import OpenNetwork, shared_network
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


def test_the_latest_picture_is_read_again_without_a_run_and_another_one_is_run(tmp_path: Path) -> None:
    path = write(tmp_path / "tiny.tflite")
    network, runs = shared_network(path), []
    invoke = network._interpreter.invoke
    network._interpreter.invoke = lambda: runs.append(invoke())
    images = [np.full((9, 9, 3), value, np.uint8) for value in (10, 200)]
    wanted = (network.contract.shopping, network.contract.sensitive)
    read = [network.read(images[place], wanted) for place in (0, 0, 1, 0)]
    alone = [OpenNetwork(path).read(images[place], wanted) for place in (0, 0, 1, 0)]
    np.testing.assert_equal(read, alone)
    assert len(runs) == 3 and not np.array_equal(read[1][0], read[2][0])


def test_a_network_is_opened_once_until_its_file_changes(tmp_path: Path) -> None:
    path = write(tmp_path / "tiny.tflite")
    first = shared_network(path)
    assert shared_network(path) is first
    os.utime(path, ns=(1, 1))
    assert shared_network(path) is not first


def test_the_map_of_a_picture_that_was_classified_costs_no_run_and_is_the_same(photos: dict[str, Path]) -> None:
    path = store.entry(ROOT / "models", "intent").path
    model, network, runs = IntentModel(path), shared_network(path), []
    invoke = network._interpreter.invoke
    network._interpreter.invoke = lambda: runs.append(invoke())
    images = [read_picture(photos[name], "", Settings()).image for name in ("coffee", "bus")]
    kept = OpenNetwork(path, keep_tensors=True)
    for image in images:
        scores = model.classify(image).shopping.scores
        map_, again = network.read(image, [network.map, network.contract.shopping])
        expected, known = kept.read(image, [kept.map, kept.contract.shopping])
        np.testing.assert_array_equal(map_, expected)
        np.testing.assert_array_equal(again, known)
        np.testing.assert_array_equal(scores, known.reshape(-1)[list(network.contract.order)])
    assert len(runs) == len(images)
    first = model.classify(images[0]).shopping.scores
    images[0][:] = 0
    assert not np.array_equal(model.classify(images[0]).shopping.scores, first), "classify always looks anew"
    network._interpreter.invoke = invoke


def test_a_network_holds_no_picture(tmp_path: Path) -> None:
    image = np.full((9, 9, 3), 10, np.uint8)
    network, gone = OpenNetwork(write(tmp_path / "tiny.tflite")), weakref.ref(image)
    network.run(image, [network.contract.shopping])
    del image
    assert gone() is None
