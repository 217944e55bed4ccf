"""Models from elsewhere: found in a browser, downloaded, converted without running their code."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelMissing, WrongContract
from core.models import external, store
from core.models.browsers import model_files
from core.settings import ROOT, Settings
from core.sources.fetching.fetch import fetch
from tests.models.shelf import local_settings
from tests.models.tiny_tflite import Recipe, write

STORE = "optimization_guide_model_store/43/ABCDEF/1"


def test_only_models_with_the_contract_are_found_newest_first(tmp_path: Path) -> None:
    chrome, edge = tmp_path / "chrome", tmp_path / "edge"
    old = chrome / STORE / "model.tflite"
    new = edge / "Profile 1/optimization_guide_prediction_model_downloads/guid/model.tflite"
    other = chrome / "optimization_guide_model_store/25/X/2/model.tflite"
    for path in (old, new, other):
        path.parent.mkdir(parents=True)
        write(path, Recipe(heads={"phishing": 2}, labels={}) if path == other else Recipe())
    (chrome / STORE / "broken.tflite").write_bytes(b"no model")
    (chrome / "Cache").mkdir()
    write(chrome / "Cache" / "model.tflite")
    (chrome / STORE / "link.tflite").symlink_to(old)
    os.utime(old, (1_600_000_000, 1_600_000_000))
    assert len(model_files([chrome, edge])) == 4
    found = external.in_browsers([chrome, edge])
    assert [item.path for item in found] == [new, old]
    assert found[1].date == "2020-09-13T12:26:40+00:00"
    assert found[0].sha256 == hashlib.sha256(new.read_bytes()).hexdigest() and found[0].bytes == new.stat().st_size


def test_no_browser_is_a_clear_sentence(tmp_path: Path) -> None:
    assert external.in_browsers([tmp_path, tmp_path / "nowhere"]) == []
    with pytest.raises(ModelMissing, match="No browser profile on this machine holds"):
        external.newest_in_browsers([tmp_path])


def test_the_wish_for_the_browsers_model_becomes_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                          spoken: list[str]) -> None:
    path = tmp_path / ".config/chromium" / STORE / "model.tflite"
    path.parent.mkdir(parents=True)
    write(path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    changed = external.prepare(local_settings(tmp_path, intent_model="browser"), say=spoken.append)
    found = store.entry(tmp_path / "nowhere", "intent", changed.intent_model)
    assert found.path == path and found.sha256 in spoken[0]


def test_a_download_without_the_contract_is_neither_kept_nor_pinned(tmp_path: Path, shelf: tuple) -> None:
    url, folder, _ = shelf
    write(folder / "model.tflite", Recipe(heads={"phishing": 2}, labels={}))
    settings = local_settings(tmp_path)
    with pytest.raises(WrongContract, match="an output shopping_intent"):
        external.download_intent(settings, fetch, url=f"{url}/model.tflite")
    assert list((settings.data_dir / "models").iterdir()) == []


def test_weights_that_are_nowhere(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no ultralytics weights at ../secret.pt"):
        external.prepare(local_settings(tmp_path, persons_model="../secret.pt"), fetch)
    with pytest.raises(ModelMissing, match="no ultralytics weights at ../goods.pt"):
        external.prepare(local_settings(tmp_path, products_model="../goods.pt"), fetch)
    with pytest.raises(ModelMissing, match="yolo11n.pt is not on this machine"):
        external.prepare(local_settings(tmp_path, persons_model="yolo11n.pt"))


def test_stock_names_are_asked_for_at_the_release(tmp_path: Path) -> None:
    asked: list[tuple[str, int]] = []

    def refusing(url: str, settings: Settings) -> object:
        asked.append((url, settings.max_bytes))
        raise ModelMissing("asked")

    with pytest.raises(ModelMissing, match="asked"):
        external.prepare(local_settings(tmp_path, persons_model="yolo11n.pt"), refusing)
    address = "https://github.com/ultralytics/assets/releases/download/v8.4.0/yolo11n.pt"
    assert asked == [(address, external.MAX_WEIGHTS_BYTES)]


def test_a_page_in_place_of_weights_is_neither_kept_nor_pinned(tmp_path: Path, shelf: tuple,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    url, folder, _ = shelf
    (folder / "yolo11n.pt").write_bytes(b"<!doctype html><html>Sign in</html>")
    monkeypatch.setattr(external, "STOCK_URL", url + "/{name}")
    settings = local_settings(tmp_path, persons_model="yolo11n.pt")
    with pytest.raises(WrongContract, match="The download of yolo11n.pt must be a PyTorch checkpoint"):
        external.prepare(settings, fetch)
    assert list((settings.data_dir / "models").iterdir()) == []


def test_settings_without_wishes_stay_as_they_are(tmp_path: Path) -> None:
    settings = local_settings(tmp_path, intent_model="shopping_intent_1")
    assert external.prepare(settings) is settings


def test_listing_and_preparing_load_no_model() -> None:
    heavy = {"torch", "tensorflow", "ultralytics", "openvino", "ai_edge_litert", "cv2", "numpy"}
    script = f"import sys, core.models.external; print(*sorted(sys.modules.keys() & {heavy!r}))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(loaded.stdout.split()) <= {"numpy"}


class Hostile:
    """Unpickling this runs a command."""

    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple:
        return os.system, (f"touch {self.witness}",)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_hostile_pickle_is_refused_and_never_run(tmp_path: Path) -> None:
    witness = tmp_path / "executed"
    with zipfile.ZipFile(tmp_path / "yolo11n.pt", "w") as checkpoint:  # as torch.save lays it out
        checkpoint.writestr("yolo11n/data.pkl", pickle.dumps({"model": Hostile(witness)}, protocol=2))
        checkpoint.writestr("yolo11n/version", "3\n")
    with pytest.raises(WrongContract) as caught:
        external.convert(tmp_path / "yolo11n.pt", tmp_path / "data")
    assert "was refused: it asks for posix.system" in caught.value.message or "nt.system" in caught.value.message
    (tmp_path / "plain.pt").write_bytes(pickle.dumps(Hostile(witness)))
    with pytest.raises(WrongContract, match="plain.pt must be a PyTorch checkpoint"):
        external.convert(tmp_path / "plain.pt", tmp_path / "data")
    assert not witness.exists()
    assert list((tmp_path / "data" / "models").iterdir()) == []
    pickle.loads((tmp_path / "plain.pt").read_bytes())  # the trap itself works
    assert witness.exists()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_ultralytics_weights_convert_and_give_the_networks_own_numbers(tmp_path: Path, spoken: list[str]) -> None:
    """Random weights of 80 classes; the converted model answers with the row of the person only."""
    from core.learning.persons.torchvision_guard import import_ultralytics
    from core.vision.persons.detector import Persons, letterbox

    yolo = import_ultralytics().YOLO("yolov8n.yaml")
    yolo.model.names = {**{number: f"thing {number}" for number in range(80)}, 17: "Person"}
    yolo.model.args = {**dict(yolo.model.args), "imgsz": 96}
    yolo.ckpt = {"train_args": {"imgsz": 96}}
    yolo.save(tmp_path / "own.pt")
    settings = local_settings(tmp_path, persons_model=str(tmp_path / "own.pt"))
    changed = external.prepare(settings, say=spoken.append)
    found = store.entry(tmp_path / "nowhere", "persons", changed.persons_model)
    assert found.name.startswith("own@") and found.labels == ["Person"] and "AGPL" in found.license
    assert found.thresholds == store.BARE_THRESHOLDS["persons"]
    model = Persons(found)
    assert model.side == 96
    image = np.random.default_rng(0).integers(0, 256, (70, 120, 3), dtype=np.uint8)
    model.detect(image)
    ours = model._request.get_output_tensor(0).data[0].copy()
    assert ours == pytest.approx(_torch_rows(yolo, letterbox(image, 96).image, 17), abs=0.05)
    assert external.prepare(settings, say=spoken.append) == changed and len(spoken) == 1


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_ultralytics_weights_of_any_classes_find_products(tmp_path: Path, spoken: list[str]) -> None:
    """Random weights of four classes: the best score of three is that of a product, the fourth is a price tag."""
    from core.learning.persons.torchvision_guard import import_ultralytics
    from core.vision.persons.detector import letterbox
    from core.vision.products import detector

    yolo = import_ultralytics().YOLO("yolov8n.yaml")
    yolo.model = type(yolo.model)("yolov8n.yaml", nc=4, verbose=False)
    yolo.model.names = {0: "can", 1: "jar", 2: "price_tag", 3: "box"}
    yolo.model.args = {"imgsz": 96}
    yolo.ckpt = {"train_args": {"imgsz": 96}}
    yolo.save(tmp_path / "goods.pt")
    settings = local_settings(tmp_path, products_model=str(tmp_path / "goods.pt"))
    changed = external.prepare(settings, say=spoken.append)
    external.check(changed)
    found = store.entry(tmp_path / "nowhere", "products", changed.products_model)
    assert found.role == "products" and found.thresholds == store.BARE_THRESHOLDS["products"]
    network, side = detector._opened(found.path)
    square = letterbox(np.random.default_rng(0).integers(0, 256, (70, 120, 3), dtype=np.uint8), 96).image
    ours = network([np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32) / 255])[0][0]
    theirs = np.concatenate([_torch_rows(yolo, square, number)[4:] for number in range(4)])
    assert side == 96 and ours.shape[0] == 6
    assert ours[4:] == pytest.approx(np.stack([theirs[[0, 1, 3]].max(0), theirs[2]]), abs=0.05)
    assert external.prepare(settings, say=spoken.append) == changed and len(spoken) == 1


def _torch_rows(yolo: object, square: np.ndarray, number: int) -> np.ndarray:
    """What torch says: boxes and the score of one class, (5, places)."""
    import torch

    picture = torch.from_numpy(square.transpose(2, 0, 1)[None].astype(np.float32) / 255)
    with torch.no_grad():
        places = yolo.model.eval()(picture)[0][0].numpy()
    return np.concatenate([places[:4], places[4 + number : 5 + number]])
