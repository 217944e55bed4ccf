"""The head behind its network as one graph says what the head in use says; labels and thresholds travel with it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.export.tags import TagFile
from core.export.tags_graph import tags_metadata, tags_model
from core.images.decode import read_picture
from core.models import store
from core.models.tflite.metadata import read_metadata, write_metadata
from core.models.tflite.objects import pack_model
from core.settings import ROOT, Settings
from core.vision.intent.contract import read_contract
from core.vision.tags.detector import TagModel

MODEL = TagModel(store.entry(ROOT / "models", "tags", "tags_1"))
NETWORK = store.entry(ROOT / "models", "intent", MODEL.head.network).path


def test_the_file_says_what_the_head_says(tmp_path: Path) -> None:
    contract, path = read_contract(NETWORK), tmp_path / "tags.tflite"
    image = read_picture(ROOT / "demo" / "photos" / "tsm-01_1.jpg", "", Settings()).image
    path.write_bytes(pack_model(tags_model(NETWORK, MODEL.head)))
    write_metadata(path, tags_metadata(NETWORK, MODEL.head))
    said, expected = (one.probabilities(image) for one in
                      (TagFile(path, MODEL.head, (contract.mean, contract.std)), MODEL))
    assert said.keys() == expected.keys()
    assert all(np.allclose(said[name], expected[name], atol=1e-4) for name in expected)
    kept = read_metadata(path)
    assert kept is not None and kept.labels["tag"][:-1] == MODEL.head.nodes[:-1]
    known = json.loads(kept.description)
    assert known["above"]["t-shirt"] == ["fashion", "topwear"] and 0 < known["thresholds"]["tag:fashion"] <= 1


def test_a_hidden_layer_is_part_of_the_graph(tmp_path: Path) -> None:
    contract, path, chance = read_contract(NETWORK), tmp_path / "tags.tflite", np.random.default_rng(0)
    width, units = len(MODEL.head.hidden) - 1, 8
    head = replace(MODEL.head, hidden=chance.normal(0, 0.01, (width + 1, units)).astype(np.float32), weights=np.vstack(
        [MODEL.head.weights, chance.normal(0, 0.1, (units, MODEL.head.weights.shape[1])).astype(np.float32)]))
    image = chance.integers(0, 255, (224, 224, 3), dtype=np.uint8)
    path.write_bytes(pack_model(tags_model(NETWORK, head)))
    said = TagFile(path, head, (contract.mean, contract.std)).probabilities(image)
    features = MODEL.features(image).reshape(1, -1, width).mean(axis=1)
    expected = head.probabilities(head.logits(features))
    assert all(np.allclose(said[name], expected[name], atol=1e-3) for name in expected)


def test_a_head_of_other_features_is_a_sentence() -> None:
    head = replace(MODEL.head, hidden=np.zeros((100, 0), np.float32))
    with pytest.raises(WrongContract, match="The head reads 99 features"):
        tags_model(NETWORK, head)
