"""In a worker process: networks of each role, a file of another contract, and time."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cards.tasks import milliseconds, network_of_file, networks
from core.errors import Misuse
from core.explain.differentiable import DifferentiableModel
from core.settings import ROOT, Settings
from tests.models import tiny_networks

SETTINGS = Settings(models_dir=ROOT / "models")
INTENT = "shopping_intent_1"


def test_each_role_shows_what_it_holds() -> None:
    assert [len(networks(SETTINGS, role, "")) for role in ("intent", "persons", "faces", "colors")] == [1, 1, 3, 0]


def test_feature_maps_that_explain_offers_are_layers_of_the_network() -> None:
    (network,) = networks(SETTINGS, "intent", INTENT)
    offered = DifferentiableModel(ROOT / "models" / f"{INTENT}.tflite").layers("apparel")
    assert offered and set(offered) <= {layer.name for layer in network.layers}


def test_another_contract_is_shown_with_its_reason(tmp_path: Path) -> None:
    net = tiny_networks.TinyNetwork()
    species = net.softmax(net.dense(net.mean(net.feature_map(), 8), (8, 7)), 7)
    path = net.save(tmp_path / "other.tflite", species=species)
    network = network_of_file(SETTINGS, str(path))
    assert network.layers and network.contract


def test_time_is_measured_and_a_table_has_none() -> None:
    assert 0.5 < milliseconds(SETTINGS, "intent", INTENT) < 2000
    with pytest.raises(Misuse, match="not timed"):
        milliseconds(SETTINGS, "colors", "")
