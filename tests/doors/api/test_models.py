"""Models over REST: the list, one version, its networks; numbers equal the command line's."""

from __future__ import annotations

import json

from core import cards
from core.doors.cli.main import main


def test_the_list_and_one_version_equal_the_command(client, site, capsys, monkeypatch) -> None:
    names = [row["name"] for row in client.get("/models").json()["models"]]
    assert "shopping_intent_1" in names and "persons_2" in names
    monkeypatch.setenv("MERCHLENS_MODELS_DIR", str(site.settings.models_dir))
    assert main(["models", "show", "shopping_intent_1", "--json"]) == 0
    assert client.get("/models/shopping_intent_1").json() == json.loads(capsys.readouterr().out)


def test_networks_and_an_unknown_name(client, site) -> None:
    (network,) = client.get("/models/shopping_intent_1/networks").json()["networks"]
    (direct,) = cards.model_networks(site, "shopping_intent_1")
    assert network["macs"] == direct.macs and len(network["layers"]) == len(direct.layers)
    answer = client.get("/models/nobody")
    assert answer.status_code == 404 and "Choose one of" in json.dumps(answer.json())
