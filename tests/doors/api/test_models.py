"""Models over REST: the list, one version, its networks; numbers equal the command line's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from starlette.testclient import TestClient

from core import cards
from core.doors.api import app
from core.doors.cli import evaluate
from core.doors.cli.main import main
from core.nouns.dataset import Dataset
from core.site import Site
from tests.cards.two_models import FIRST, SECOND, open_site, two_shops
from tests.doors.api.waiting import HERE, wait_for


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


def test_costs_equal_the_command(client, site, capsys, monkeypatch) -> None:
    monkeypatch.setenv("MERCHLENS_MODELS_DIR", str(site.settings.models_dir))
    assert main(["models", "costs", "shopping_intent_1", "--decision", "sensitive", "--ratio", "3", "--json"]) == 0
    answer = client.get("/models/shopping_intent_1/costs", params={"decision": "sensitive", "ratio": 3}).json()
    assert answer == json.loads(capsys.readouterr().out) and answer["cheapest"]["cost"] <= answer["in_use"]["cost"]
    assert client.get("/models/shopping_intent_1/costs", params={"ratio": 0}).status_code == 422


@pytest.fixture(scope="module")
def labeled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Site, Dataset]]:
    """A site with two tiny models, its API, and a dataset."""
    with open_site(tmp_path_factory.mktemp("labeled")) as opened:
        api = TestClient(app.create(lambda: opened, "127.0.0.1"), base_url=HERE)
        yield api, opened, two_shops(opened, tmp_path_factory.mktemp("shops"))


def test_an_evaluation_and_a_comparison_equal_the_command(labeled, capsys, monkeypatch) -> None:
    api, opened, made = labeled
    started = api.post(f"/models/{FIRST}/evaluations", json={"dataset": made.dataset_id[:10], "others": [SECOND]})
    assert started.status_code == 202, started.text
    assert wait_for(api, started.json()["job_id"])["state"] == "done"
    again = api.post(f"/models/{FIRST}/evaluations", data={"dataset": made.dataset_id, "others": SECOND})
    assert again.json()["job_id"] == ""
    settings = opened.settings
    monkeypatch.setattr(evaluate, "open_site", lambda settings, say: nullcontext(opened))
    monkeypatch.setenv("MERCHLENS_DATA_DIR", str(settings.data_dir))
    query = {"dataset": made.dataset_id[:10]}
    assert main(["models", "evaluate", FIRST, "--dataset", made.dataset_id, "--json"]) == 0
    answer = api.get(f"/models/{FIRST}/evaluation", params=query).json()
    assert answer == json.loads(capsys.readouterr().out) and answer["measures"]["count"] == 16
    assert main(["models", "compare", FIRST, SECOND, "--dataset", made.dataset_id, "--json"]) == 0
    answer = api.get(f"/models/{FIRST}/comparison", params={**query, "others": SECOND}).json()
    assert answer == json.loads(capsys.readouterr().out) and answer["pictures"] == 16
    assert str(settings.data_dir) not in json.dumps(answer), "names, no folders"


@pytest.mark.parametrize(("path", "query", "words"), [
    ("evaluation", {}, "dataset is missing"), ("evaluation", {"dataset": "0" * 64}, "There is no dataset"),
    ("comparison", {"dataset": "here"}, "two different models"),
    ("comparison", {"dataset": "here", "others": "/etc/passwd"}, "There is no model"),
    ("evaluation", {"dataset": "here", "split": "later"}, "has no split")])
def test_what_cannot_be_measured_is_a_sentence(labeled, path: str, query: dict, words: str) -> None:
    api, _, made = labeled
    query = {name: made.dataset_id if value == "here" else value for name, value in query.items()}
    answer = api.get(f"/models/{FIRST}/{path}", params=query)
    assert 400 <= answer.status_code < 500 and words in answer.text
