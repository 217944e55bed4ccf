"""The person model: how its weights are read, what its files promise, and that it finds legs and nothing on blanks."""

from __future__ import annotations

import hashlib
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
MODELS = ROOT / "models"
WEIGHTS = ROOT.parent / "shared" / "weights" / "yolov5n.pt"
LEGS_CROPS = 24


class Trap:
    """Pickles as a call of a harmless function that a reader of tensors has no business calling."""

    def __reduce__(self):
        return (print, ("a pickle ran code",))


def checkpoint(path: Path, content: object) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(content, protocol=2))
    return path


@pytest.fixture(scope="module")
def manifest_entry() -> dict:
    path = MODELS / "manifest.json"
    manifest = json.loads(path.read_text()) if path.exists() else {"current": {}}
    if "persons" not in manifest["current"]:
        pytest.skip("no person model in models/: train one with python -m core.learning.persons.train")
    return manifest["models"][manifest["current"]["persons"]]


@pytest.fixture(scope="module")
def detector(manifest_entry):
    from core.learning.persons.detectors import open_own

    side, iou = manifest_entry["input"]["size_wh"][0], manifest_entry["thresholds"]["iou"]
    return open_own(MODELS / manifest_entry["file"], side, iou)


def test_a_checkpoint_that_calls_a_function_is_refused_and_nothing_runs(tmp_path, capsys):
    from core.learning.persons.tensor_pickle import RefusedPickle, read_state_dict

    with pytest.raises(RefusedPickle, match="print"):
        read_state_dict(checkpoint(tmp_path / "trap.pt", {"model": Trap()}))
    assert capsys.readouterr().out == ""


def test_a_checkpoint_without_a_network_is_refused(tmp_path):
    from core.learning.persons.tensor_pickle import RefusedPickle, read_state_dict

    with pytest.raises(RefusedPickle):
        read_state_dict(checkpoint(tmp_path / "empty.pt", {"model": [1, 2]}))


def test_a_tensor_that_reaches_outside_its_storage_is_refused():
    from core.learning.persons.tensor_pickle import RefusedPickle, _rebuild_tensor

    storage = np.arange(6, dtype=np.float32)
    assert _rebuild_tensor(storage, 0, (2, 3), (3, 1)).tolist() == [[0, 1, 2], [3, 4, 5]]
    for offset, size, stride in ((1, (2, 3), (3, 1)), (-1, (2,), (1,)), (0, (2,), (-1,)), (0, (2, 2), (9, 1))):
        with pytest.raises(RefusedPickle):
            _rebuild_tensor(storage, offset, size, stride)


@pytest.mark.skipif(not WEIGHTS.exists(), reason="public starting weights are not beside the repository")
def test_the_public_backbone_and_neck_fit_the_network_completely():
    from core.learning.persons.tensor_pickle import read_state_dict
    from core.learning.persons.training import build

    public, mine = read_state_dict(WEIGHTS), build(WEIGHTS.parent).state_dict()
    first = "model.0.conv.weight"
    assert np.array_equal(mine[first].numpy(), public[first].float().numpy())
    assert {name.split(".")[1] for name in mine} >= {str(layer) for layer in (0, 9, 13, 23, 24)}


@pytest.mark.parametrize("size_wh", [(100, 400), (400, 100), (33, 33), (1, 700)])
def test_letterbox_maps_boxes_there_and_back(size_wh):
    from core.learning.persons.boxes import GRAY, letterbox

    width, height = size_wh
    square = letterbox(np.full((height, width, 3), 7, np.uint8), 320)
    whole = np.array([[0, 0, width, height]], np.float32)
    inside = square.to_square(whole)
    assert square.image.shape == (320, 320, 3)
    assert inside.min() >= 0
    assert inside.max() <= 320.5
    assert np.allclose(square.to_picture(inside, size_wh), whole, atol=0.01)
    assert np.ptp(inside[0].reshape(2, 2), axis=0).max() == pytest.approx(320, abs=1)
    if height > width:
        assert (square.image[:, 0] == GRAY).all()


def test_of_two_boxes_on_one_person_the_better_one_stays():
    from core.learning.persons.boxes import suppress

    boxes = np.array([[0, 0, 10, 10], [1, 0, 10, 10], [20, 20, 30, 30]], np.float32)
    assert suppress(boxes, np.array([0.6, 0.9, 0.3], np.float32), 0.6).tolist() == [1, 2]
    assert suppress(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.6).tolist() == []


def test_average_precision_rewards_good_order():
    from core.learning.persons.evaluation import average_precision

    scores = np.array([0.9, 0.8, 0.7])
    assert average_precision(scores, np.array([True, True, False]), 2) == pytest.approx(1)
    assert average_precision(scores, np.array([False, True, True]), 2) == pytest.approx(2 / 3)
    assert average_precision(scores, np.array([True, False, False]), 4) == pytest.approx(0.25)


def test_a_true_box_is_found_once():
    from core.learning.persons.evaluation import match

    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 9]], np.float32)
    _, hits = match((boxes, np.array([0.9, 0.8])), np.array([[0, 0, 10, 10]], np.float32))
    assert hits.tolist() == [True, False]


def test_teachers_that_agree_make_a_box_and_a_lone_guess_a_doubt():
    from core.learning.persons.labels import merge

    person, guess = [0, 0, 50, 100], [200, 0, 230, 60]
    one = np.array([person, guess], np.float32), np.array([0.6, 0.3], np.float32)
    two = np.array([[2, 0, 52, 100]], np.float32), np.array([0.5], np.float32)
    sure, doubtful = merge(one, two)
    assert sure.tolist() == [[1, 0, 51, 100]]
    assert doubtful.tolist() == [guess]


def test_crops_keep_boxes_inside_and_drop_persons_that_are_gone():
    from core.learning.persons.data import BODY_PARTS, Scene, crop, cut_part

    scene = Scene(np.zeros((300, 200, 3), np.uint8), np.array([[50, 20, 150, 280], [0, 0, 20, 60]], np.float32))
    assert len(crop(scene, (100, 100, 200, 300)).boxes) == 1
    for part in BODY_PARTS:
        for seed in range(20):
            cut = cut_part(scene, part, np.random.default_rng(seed))
            height, width = cut.image.shape[:2]
            assert (cut.boxes >= 0).all()
            assert (cut.boxes <= [width, height, width, height]).all()


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
    import torch

    from core.learning.persons.detectors import open_checkpoint

    network = open_checkpoint(MODELS / f"{manifest_entry['card'][:-3]}.pt")
    picture = np.random.default_rng(3).integers(0, 256, (1, 3, detector.size, detector.size)).astype(np.float32) / 255
    with torch.no_grad():
        theirs = network(torch.from_numpy(picture))[0].numpy()
    ours = detector.network([picture])[0]
    assert np.abs(ours[0, 4] - theirs[0, 4]).max() < 0.02
    assert np.median(np.abs(ours[0, :4] - theirs[0, :4])) < 1


@pytest.mark.slow
def test_legs_alone_are_persons_and_shoes_alone_are_not(pack, manifest_entry, detector):
    from core.learning.persons.labels import footwear_alone, read_manifest, read_rgb, things

    val = [row for row in read_manifest(pack) if row["split"] == "val"]
    threshold = manifest_entry["thresholds"]["score"]

    def seen(rows: list[dict]) -> float:
        answers = [detector(read_rgb(pack / row["path"]))[1].max(initial=0) for row in rows]
        return float(np.mean(np.array(answers) >= threshold))

    assert seen([row for row in val if row["block"] == "legs"][:LEGS_CROPS]) >= 0.85
    assert seen(things(val, footwear_alone(pack))["fashion_shoes"][:LEGS_CROPS]) <= 0.1
