"""The person model that is committed: its files, its contract, and that it finds legs and nothing on blanks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.data.pictures import read_rgb  # noqa: E402
from core.learning.persons.detectors import open_checkpoint, open_own  # noqa: E402
from core.learning.persons.labels import footwear_alone, read_manifest, thing_pictures  # noqa: E402
from core.settings import ROOT  # noqa: E402

MODELS = ROOT / "models"
LEGS_CROPS = 24


@pytest.fixture(scope="module")
def manifest_entry() -> dict:
    path = MODELS / "manifest.json"
    manifest = json.loads(path.read_text()) if path.exists() else {"current": {}}
    if "persons" not in manifest["current"]:
        pytest.skip("no person model in models/: train one with python -m core.learning.persons.train")
    return manifest["models"][manifest["current"]["persons"]]


@pytest.fixture(scope="module")
def detector(manifest_entry):
    side, iou = manifest_entry["input"]["size_wh"][0], manifest_entry["thresholds"]["iou"]
    return open_own(MODELS / manifest_entry["file"], side, iou)


def test_files_are_those_of_the_manifest(manifest_entry):
    assert manifest_entry["role"] == "persons"
    assert manifest_entry["license"] == "AGPL-3.0"
    assert 0 < manifest_entry["thresholds"]["score"] < 1
    assert {Path(name).suffix for name in manifest_entry["files"]} == {".xml", ".bin", ".pt"}
    for name, about in manifest_entry["files"].items():
        content = (MODELS / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == about["sha256"]
        assert len(content) == about["bytes"] <= 8 * 2**20
    assert (MODELS / manifest_entry["card"]).exists()


def test_the_network_keeps_its_contract(manifest_entry, detector):
    width, height = manifest_entry["input"]["size_wh"]
    assert detector.network.inputs[0].shape == [1, 3, height, width]
    output = detector.network([np.full((1, 3, height, width), 0.5, np.float32)])[0]
    assert output.shape == (1, 5, sum((width // stride) * (height // stride) for stride in (8, 16, 32)))
    assert np.isfinite(output).all()
    assert output[0, 4].min() >= 0
    assert output[0, 4].max() <= 1


@pytest.mark.parametrize("level", [0, 114, 255])
def test_nobody_is_on_a_blank_picture(manifest_entry, detector, level):
    _, scores = detector(np.full((300, 240, 3), level, np.uint8))
    assert scores.max(initial=0) < manifest_entry["thresholds"]["score"]


def test_checkpoint_and_ir_answer_alike(manifest_entry, detector):

    network = open_checkpoint(MODELS / f"{manifest_entry['card'][:-3]}.pt")
    picture = np.random.default_rng(3).integers(0, 256, (1, 3, detector.size, detector.size)).astype(np.float32) / 255
    with torch.no_grad():
        theirs = network(torch.from_numpy(picture))[0].numpy()
    ours = detector.network([picture])[0]
    assert np.abs(ours[0, 4] - theirs[0, 4]).max() < 0.02
    assert np.median(np.abs(ours[0, :4] - theirs[0, :4])) < 1


@pytest.mark.slow
def test_legs_alone_are_persons_and_shoes_alone_are_not(pack, manifest_entry, detector):
    val = [row for row in read_manifest(pack) if row["split"] == "val"]
    threshold = manifest_entry["thresholds"]["score"]

    def seen(rows: list[dict]) -> float:
        answers = [detector(read_rgb(pack / row["path"]))[1].max(initial=0) for row in rows]
        return float(np.mean(np.array(answers) >= threshold))

    assert seen([row for row in val if row["block"] == "legs"][:LEGS_CROPS]) >= 0.85
    assert seen(thing_pictures(val, footwear_alone(pack))["fashion_shoes"][:LEGS_CROPS]) <= 0.1
